using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Members with points for a cheque each, and the run that issues them.</summary>
internal static class ChequeWorld
{
    /// <summary>Lets every member buy for 220 euro and issues the cheques of quarter 4 of 2025: 200 points are a cheque of 5 euro, 20 stay.</summary>
    internal static async Task<long> IssueAsync(Retailer retailer, IReadOnlyList<Member> members)
    {
        await retailer.Data.WriteAsync(async db =>
        {
            if (members.Any(m => m.HomeStoreId == 1))
            {
                db.Add(new Store { Id = 1, Code = "utrecht", Name = "Zoet & Zo Utrecht", Street = "Oudegracht 12", PostalCode = "3511 AB", City = "Utrecht" });
                db.Add(new Store { Id = 2, Code = "web", Name = "Webwinkel", Kind = StoreKind.Web });
                db.Add(new Store { Id = 3, Code = "zeist", Name = "Zoet & Zo Zeist" });
                await db.SaveChangesAsync();
            }

            await MemberBook.AddAsync(db, members);
            if (members.Any(m => m.EmailConsent))
            {
                await db.BulkInsertAsync(members.Where(m => m.EmailConsent).Select(m => new ConsentRecord
                {
                    Id = m.Id, MemberId = m.Id, Purpose = ConsentPurpose.Email, Granted = true, At = retailer.Clock.Now.AddDays(-30), Source = "test", Wording = "Ja", RecordedBy = "test", RecordedAt = retailer.Clock.Now.AddDays(-30),
                }).ToList());
            }

            if (!db.IsSqlite)
            {
                foreach (var table in new[] { "consent_record", "store" })
                {
                    await using var sequence = db.Command($"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))");
                    await sequence.ExecuteNonQueryAsync();
                }
            }
        }, default);
        foreach (var part in members.Chunk(2_000))
        {
            await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, part.Select(m => new PurchaseDraft("till", $"B{m.Id}", PurchaseKind.Purchase, m.Id, null, Channel.Store,
                new DateTime(2025, 11, 1, 12, 0, 0, DateTimeKind.Utc), new DateOnly(2025, 11, 1), 0, [new LineDraft(null, LineKind.Goods, 1, 22_000)])).ToList(), default), default);
        }

        retailer.Clock.Advance(TimeSpan.FromMinutes(1));
        var run = await retailer.IssueAsync("2025-Q4");
        return run;
    }

    /// <param name="mail">Whether the member may be mailed; else there is only the letter box.</param>
    internal static Member Person(Retailer retailer, int number, bool mail, string street = "Dorpsstraat", string language = "nl", bool home = true) => new()
    {
        CardNumber = "", ExternalId = $"K{number}", FirstName = "Zoë", LastName = $"van den Brûlée {number}", Email = mail ? $"zoe{number}@example.nl" : null, EmailConsent = mail, Language = language,
        Street = street.Length == 0 ? "" : $"{street} {number}", PostalCode = $"{9999 - (number % 8000)} AB", City = "Driebergen-Rijsenburg", HomeStoreId = home ? 1 : null,
        EnrolledOn = new DateOnly(2025, 1, 1), CreatedAt = retailer.Clock.Now, ChangedAt = retailer.Clock.Now,
    };
}
