using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Fills a retailer with two stores, members of each, and purchases of the past two years, the same every time.</summary>
internal static class Shop
{
    /// <summary>Members 1–6 belong to Utrecht (store 1), 7–12 to Zwolle (store 2), 13 to none. Member 6 never buys, member 5 stopped long ago, member 4 stopped and came back.</summary>
    internal static async Task<Retailer> OpenAsync(string engine)
    {
        // Noon, so that no zone is a day ahead; the 20th, so that a month is begun.
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2026, 3, 20, 12, 0, 0, DateTimeKind.Utc)));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            db.Add(new Store { Id = 2, Code = "zwolle", Name = "Zwolle" });
            for (var id = 1; id <= 13; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id, consent: false);
                member.LastName = id % 2 == 0 ? "Évens" : "Oneven";
                member.HomeStoreId = id <= 6 ? 1 : id <= 12 ? 2 : null;
                member.EnrolledOn = new DateOnly(2024, 1, 1).AddMonths(id * 2);
                member.Index();
                db.Add(member);
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);
        foreach (var (member, months) in Visits())
        {
            foreach (var ago in months)
            {
                await BuyAsync(retailer, $"{member}-{ago}", member == 0 ? null : $"90000{member:0000}", member is 0 or <= 6 ? "utrecht" : "zwolle", ago, 1_000 + (137 * member) + (11 * ago));
            }
        }

        return retailer;
    }

    /// <summary>Member (0: nobody) and the months ago in which they bought.</summary>
    private static IEnumerable<(int Member, int[] Months)> Visits() =>
    [
        (0, [0, 1, 2, 5]), (1, [0, 1, 2, 3, 4, 6, 9]), (2, [0, 7]), (3, [11]), (4, [1, 20]), (5, [14, 18]), (7, [0, 1, 13]), (8, [2, 3]), (9, [23]), (13, [0]),
    ];

    private static Task<long> BuyAsync(Retailer retailer, string id, string? card, string store, int monthsAgo, long cents) => retailer.Data.WriteAsync(async db =>
        (await retailer.Get<RecordPurchase>().RunInAsync(db, retailer.Anna, new RecordPurchaseRequest("till", id, retailer.Clock.Now.AddMonths(-monthsAgo).AddHours(-1),
            [new SoldLine("lamp", 1, cents, "Nachtlamp", "Verlichting")], card, store), CancellationToken.None)).Must(), CancellationToken.None);

    internal static Task<long> MemberIdAsync(this Retailer retailer, string card) => retailer.ReadAsync(db => db.Set<Member>().Where(m => m.CardNumber == card).Select(m => m.Id).SingleAsync());
}
