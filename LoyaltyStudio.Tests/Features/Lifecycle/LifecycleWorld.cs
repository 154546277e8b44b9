using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Refreshing;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Lifecycle;

/// <summary>A retailer to whom things happen at random, and the model beside it to which the same happens.</summary>
internal sealed class LifecycleWorld(Retailer retailer, Random chance)
{
    private static readonly string[] Categories = ["Koffie", "Lampen", "Tuin"];
    private int receipt;

    internal Retailer Retailer => retailer;
    internal List<NaiveMember> Members { get; } = [];
    internal NaiveStates States { get; } = new();
    internal DateOnly Today => DateOnly.FromDateTime(retailer.Clock.Now);

    internal static async Task<LifecycleWorld> OpenAsync(string engine, int seed, int members)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2024, 1, 10, 12, 0, 0, DateTimeKind.Utc)));
        var world = new LifecycleWorld(retailer, new Random(seed));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            db.Add(new Store { Id = 2, Code = "web", Name = "Webshop", Kind = StoreKind.Web });
            db.Add(new Survey { Id = 1, Name = "NPS", QuestionNl = "?", QuestionEn = "?" });
            for (var id = 1; id <= members; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id, consent: false);
                (member.HomeStoreId, member.EnrolledOn) = (1 + (id % 2), new DateOnly(2024, 1, 2));
                world.Members.Add(new NaiveMember { Web = id % 2 == 1, BroughtBy = id > 3 && id % 7 == 0 ? world.Members[id - 4] : null });
                member.ReferredById = id > 3 && id % 7 == 0 ? id - 3 : null;
                member.Index();
                db.Add(member);
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return world;
    }

    /// <summary>Some days go by in which a few of the members do something.</summary>
    internal async Task LiveAsync(int days)
    {
        retailer.Clock.Advance(TimeSpan.FromDays(days));
        for (var i = 0; i < Members.Count; i++)
        {
            // Some buy often, some seldom, some stop.
            if (chance.Next(100) < (days * (i % 5 == 0 ? 9 : i % 5 == 1 ? 1 : 4) / 3) && !(i % 6 == 2 && Members[i].Purchases.Count > 6))
            {
                await BuyAsync(i);
            }

            if (chance.Next(200) == 0)
            {
                await SomethingAsync(i, chance.Next(7));
            }
        }
    }

    internal Task<StatesRefreshed> NightAsync(bool full = false) => NightAsync(null, full);

    internal async Task<StatesRefreshed> NightAsync(Action<long, long, string>? report, bool full) =>
        (await retailer.Get<RefreshStates>().RunAsync(Actor.Job("night"), Today, report, CancellationToken.None, full)).Must();

    internal Task<Dictionary<long, MemberState>> StandAsync() => retailer.ReadAsync(db => db.Set<MemberState>().ToDictionaryAsync(s => s.MemberId));

    internal async Task BuyAsync(int member, string? category = null)
    {
        category ??= Categories[chance.Next(Categories.Length)];
        var cents = 100L * chance.Next(5, 90);
        await retailer.Data.WriteAsync(async db => (await retailer.Get<RecordPurchase>().RunInAsync(db, retailer.Anna, new RecordPurchaseRequest("till", $"r{++receipt}", retailer.Clock.Now,
            [new SoldLine(category, 1, cents, category, category)], Card(member), Channel: Channel.Store), CancellationToken.None)).Must(), CancellationToken.None);
        Members[member].Purchases.Add((Today, category, cents));
    }

    internal Task SomethingAsync(int i, int what) => retailer.Data.WriteAsync(async db =>
    {
        var (naive, id) = (Members[i], i + 1L);
        switch (what)
        {
            case 0:
                db.Add(new Complaint { MemberId = id, Subject = "Kapot", Body = "Kapot", OpenedOn = Today, OpenedAt = retailer.Clock.Now, DueOn = Today.AddDays(3) });
                naive.OpenComplaints.Add(Today);
                break;
            case 1:
                foreach (var open in await db.Set<Complaint>().AsTracking().Where(c => c.MemberId == id && c.State == ComplaintState.Open).ToListAsync())
                {
                    (open.State, open.AnsweredOn) = (ComplaintState.Answered, Today);
                }

                naive.OpenComplaints.Clear();
                break;
            case 2 or 3:
                var score = what == 2 ? chance.Next(0, 7) : chance.Next(7, 11);
                db.Add(new SurveyAnswer { SurveyId = 1, MemberId = id, Score = score, AnsweredAt = retailer.Clock.Now, AnsweredOn = Today });
                naive.Answers.Add((Today, score));
                break;
            case 4:
                db.Add(new MemberPromise { Kind = "delivery", Reference = $"p{++receipt}", MemberId = id, MadeOn = Today.AddDays(-4), DueOn = Today.AddDays(-1), BrokenOn = Today });
                naive.Broken.Add(Today);
                break;
            case 5:
                await ConsentBook.RecordAsync(db, retailer.Anna, id, ConsentPurpose.Email, true, retailer.Clock.Now.AddHours(-2), "test", "ja", retailer.Clock.Now);
                await ConsentBook.RecordAsync(db, retailer.Anna, id, ConsentPurpose.Email, false, retailer.Clock.Now, "test", "nee", retailer.Clock.Now);
                naive.Unsubscribed = true;
                break;
            default:
                var member = await db.Set<Member>().AsTracking().SingleAsync(m => m.Id == id);
                (member.Status, member.ChangedAt) = (MemberStatus.Cancelled, retailer.Clock.Now);
                naive.Cancelled = true;
                break;
        }

        await db.SaveChangesAsync();
    }, CancellationToken.None);

    internal static string Card(int member) => $"90000{member + 1:0000}";
}
