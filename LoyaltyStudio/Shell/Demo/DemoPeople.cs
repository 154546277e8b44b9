using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Stores, products and members of the demo, written in bulk.</summary>
internal sealed class DemoPeople(StudioData data, ulong seed, DateOnly firstDay, BusinessCalendar calendar)
{
    private static readonly string[] Sources = ["winkel", "winkel", "winkel", "instagram", "nieuwsbrief", "vriend", "google", ""];

    private const int Block = 10_000;

    internal Task<long[]> StoresAsync(CancellationToken ct) => data.WriteAsync(async db =>
    {
        var stores = DemoCatalogue.Stores.Select(s => new Store
        {
            Code = s.Code, Name = s.Name, Street = s.Street, PostalCode = s.PostalCode, City = s.City, Kind = s.Code == "webshop" ? StoreKind.Web : StoreKind.Shop,
        }).ToList();
        db.AddRange(stores);
        await db.SaveChangesAsync(ct);
        return stores.Select(s => s.Id).ToArray();
    }, ct, Lane.Job);

    internal Task<long[]> ProductsAsync(CancellationToken ct) => data.WriteAsync(async db =>
    {
        var (ids, _, _) = await ProductBook.EnsureAsync(db, [.. DemoCatalogue.Products.Select(p => new ProductSeen(p.Sku, p.Name, p.Category, p.Brand))], replace: true, ct);
        return DemoCatalogue.Products.Select(p => ids[p.Sku]).ToArray();
    }, ct, Lane.Job);

    /// <returns>The ids of the members, in the order of the shoppers.</returns>
    internal async Task<long[]> MembersAsync(Actor actor, IReadOnlyList<DemoShopper> shoppers, long[] stores, Action<long, long, string> report, CancellationToken ct)
    {
        var ids = new long[shoppers.Count];
        for (var from = 0; from < shoppers.Count; from += Block)
        {
            var part = shoppers.Skip(from).Take(Block).ToList();
            var members = await data.WriteAsync(async db =>
            {
                var made = part.ConvertAll(s => MemberOf(s, stores));
                await MemberBook.AddAsync(db, made);
                var said = made.Where(m => m.EmailConsent).Select(m => new Consent(m.Id, true, m.CreatedAt, "inschrijfformulier kassa")).ToList();
                await ConsentBook.RecordManyAsync(db, actor, said, "Ja, ik ontvang graag aanbiedingen per e-mail.", calendar.ToUtc(firstDay.ToDateTime(new TimeOnly(9, 0))), ct);
                return made;
            }, ct, Lane.Job);
            members.Select(m => m.Id).ToArray().CopyTo(ids, from);
            report(Math.Min(from + Block, shoppers.Count), shoppers.Count, "members");
        }

        return ids;
    }

    /// <summary>The campaigns of the last weeks run when everybody is there already: who joined after this day of the history has a birthday in another season, so that nobody is congratulated before joining.</summary>
    private const int LastWeeks = 670;

    private Member MemberOf(DemoShopper shopper, long[] stores)
    {
        var chance = new DemoChance(seed ^ 0x5EED, (ulong)shopper.Number);
        var first = DemoCatalogue.FirstNames[chance.Below(DemoCatalogue.FirstNames.Length)];
        var last = DemoCatalogue.LastNames[chance.Below(DemoCatalogue.LastNames.Length)];
        var enrolled = firstDay.AddDays(shopper.EnrolledDay == 0 ? -chance.Below(400) : shopper.EnrolledDay);
        var mail = chance.Happens(0.88) ? $"{Words.Fold(first)}.{Words.Fold(last).Replace(" ", "", StringComparison.Ordinal)}{shopper.Number}@voorbeeld.example" : null;
        var joined = calendar.ToUtc(enrolled.ToDateTime(new TimeOnly(10 + chance.Below(7), chance.Below(60))));
        var home = new DemoChance(seed ^ 0xADD2, (ulong)shopper.Number);
        var known = home.Happens(0.93);
        var member = new Member
        {
            Street = known ? $"{DemoCatalogue.Streets[home.Below(DemoCatalogue.Streets.Length)]} {1 + home.Below(180)}" : "",
            PostalCode = known ? $"{1000 + home.Below(8900)} {(char)('A' + home.Below(26))}{(char)('A' + home.Below(26))}" : "",
            City = known ? DemoCatalogue.Cities[home.Below(DemoCatalogue.Cities.Length)] : "",
            CardNumber = "", ExternalId = $"K{100_000 + shopper.Number}", FirstName = first, LastName = last, Email = mail, Language = chance.Happens(0.93) ? "nl" : "en",
            Country = "Nederland", BirthDate = new DateOnly(1945 + chance.Below(60), 1 + chance.Below(12), 1 + chance.Below(28)), HomeStoreId = stores[shopper.Store], AcquisitionSource = Sources[chance.Below(Sources.Length)],
            EnrolledOn = enrolled, EmailConsent = mail is not null && chance.Happens(0.74), CreatedAt = joined, ChangedAt = joined,
        };
        if (shopper.EnrolledDay > LastWeeks && member.BirthDate is { } birth)
        {
            member.BirthDate = new DateOnly(birth.Year, ((enrolled.Month + 5) % 12) + 1, birth.Day);
        }

        return member;
    }
}
