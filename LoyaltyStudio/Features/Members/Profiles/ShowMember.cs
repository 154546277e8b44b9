using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Profiles;

public sealed record MemberProfile(long Id, string Name, string FirstName, string LastName, string CardNumber, string? ExternalId, string? Email, string Language, string Country,
    DateOnly? BirthDate, string? StoreCode, string? StoreName, DateOnly EnrolledOn, MemberStatus Status, bool EmailConsent, int Version,
    string AcquisitionSource, IReadOnlyDictionary<string, string> Attributes, string Street = "", string PostalCode = "", string City = "")
{
    /// <summary>Who brought this member, as far as the reader may see them; and how many this member brought.</summary>
    public (long Id, string Name)? ReferredBy { get; init; }
    public int Brought { get; init; }
}

public sealed record ConsentRow(long Id, ConsentPurpose Purpose, bool Granted, DateTime At, string Source, string Wording, string RecordedBy, DateTime RecordedAt);

/// <param name="Consents">Everything that was ever said, the latest first.</param>
public sealed record MemberDetail(MemberProfile Profile, IReadOnlyList<ConsentRow> Consents);

/// <summary>One member with what was said about consent.</summary>
public sealed class ShowMember(StudioData data)
{
    public async Task<Outcome<MemberDetail>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var found = await MemberSearch.Scoped(db.Set<Member>(), actor).Where(m => m.Id == memberId)
            .Select(m => new { m, Store = db.Set<Store>().Where(s => s.Id == m.HomeStoreId).Select(s => new { s.Code, s.Name }).FirstOrDefault() }).FirstOrDefaultAsync(ct);
        if (found is not { m: var member })
        {
            return MemberSearch.Unknown;
        }

        var consents = await db.Set<ConsentRecord>().Where(c => c.MemberId == memberId).OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .Select(c => new ConsentRow(c.Id, c.Purpose, c.Granted, c.At, c.Source, c.Wording, c.RecordedBy, c.RecordedAt)).ToListAsync(ct);
        return new MemberDetail(new MemberProfile(member.Id, member.FullName, member.FirstName, member.LastName, member.CardNumber, member.ExternalId, member.Email, member.Language,
            member.Country, member.BirthDate, found.Store?.Code, found.Store?.Name, member.EnrolledOn, member.Status, member.EmailConsent, member.Version, member.AcquisitionSource,
            await db.Set<MemberAttribute>().Where(a => a.MemberId == memberId).OrderBy(a => a.Name).ToDictionaryAsync(a => a.Name, a => a.Value, ct), member.Street, member.PostalCode, member.City)
        {
            ReferredBy = member.ReferredById is { } by && await MemberSearch.Scoped(db.Set<Member>(), actor).FirstOrDefaultAsync(m => m.Id == by, ct) is { } referrer ? (referrer.Id, referrer.FullName) : null,
            Brought = await db.Set<Member>().CountAsync(m => m.ReferredById == memberId, ct),
        }, consents);
    }
}
