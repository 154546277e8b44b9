using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>Everything that stands on a cheque that goes to a member. Holds the code: never log it and never keep it.</summary>
/// <param name="Scheme">Its name in the member's language; empty where the programme gives it none.</param>
/// <param name="PointsCarried">Points that the run left for the next one.</param>
public sealed record ChequePaper(long ChequeId, string Code, long FaceCents, long LeftCents, DateOnly IssuedOn, DateOnly ValidUntil, string Scheme, string Language, string FirstName, string Name,
    string CardNumber, string Street, string PostalCode, string City, string Country, string Store, string StoreAddress, long PointsUsed, long PointsCarried)
{
    public override string ToString() => $"cheque {ChequeId}";
}

/// <summary>What is the same on every cheque: the retailer, and where cheques are good.</summary>
/// <param name="Online">Whether there is a web shop.</param>
public sealed record ChequeSheet(OrganisationInfo Organisation, ProgrammeTimeline Programme, int Shops, bool Online)
{
    internal static async Task<ChequeSheet> ReadAsync(StudioDb db, OrganisationInfo organisation, CancellationToken ct)
    {
        var kinds = await db.Set<Store>().Where(s => s.Active).GroupBy(s => s.Kind).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return new ChequeSheet(organisation, await ProgrammeBook.TimelineAsync(db, ct), kinds.Where(k => k.Key == StoreKind.Shop).Sum(k => k.Count), kinds.Any(k => k.Key == StoreKind.Web));
    }

    /// <summary>These cheques with their codes, in the order of the ids; one that does not exist is left out.</summary>
    internal async Task<IReadOnlyList<ChequePaper>> PapersAsync(StudioDb db, CodeVault vault, IReadOnlyList<long> ids, CancellationToken ct)
    {
        var wanted = ids.ToArray();
        var rows = await (from c in db.Set<Cheque>()
                          join m in db.Set<Member>() on c.MemberId equals m.Id
                          join r in db.Set<ChequeRun>() on c.RunId equals r.Id
                          where wanted.Contains(c.Id)
                          select new
                          {
                              c.Id, c.CodeSealed, c.FaceCents, Left = c.FaceCents - c.RedeemedCents - c.EndedCents, c.IssuedOn, c.ValidUntil, c.PointsUsed, m.HomeStoreId, m.FirstName, m.LastName, m.CardNumber,
                              m.Language, m.Street, m.PostalCode, m.City, m.Country, r.VersionId, r.Scheme,
                              Eligible = db.Set<ChequeRunLine>().Where(l => l.RunId == c.RunId && l.MemberId == c.MemberId).Select(l => (long?)l.EligiblePoints).FirstOrDefault(),
                              Store = db.Set<Store>().Where(s => s.Id == m.HomeStoreId && s.Active && s.Kind == StoreKind.Shop).Select(s => new { s.Name, s.Street, s.PostalCode, s.City }).FirstOrDefault(),
                          }).ToDictionaryAsync(r => r.Id, ct);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id]).Select(r => new ChequePaper(r.Id, vault.Reveal(r.CodeSealed), r.FaceCents, r.Left, r.IssuedOn, r.ValidUntil, SchemeName(r.VersionId, r.Scheme, r.Language), r.Language,
            r.FirstName, $"{r.FirstName} {r.LastName}".Trim() is { Length: > 0 } name ? name : r.CardNumber, r.CardNumber, r.Street, r.PostalCode, r.City, r.Country, r.Store?.Name ?? "",
            r.Store is { } s ? string.Join(", ", new[] { s.Street, $"{s.PostalCode} {s.City}".Trim() }.Where(p => p.Length > 0)) : "", r.PointsUsed, Math.Max(0, (r.Eligible ?? 0) - r.PointsUsed)))];
    }

    private string SchemeName(long version, string scheme, string language) => Programme.ById(version)?.Content.SchemeOf(scheme)?.Name(language) ?? "";
}
