using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Reading;

/// <summary>Narrows the member list to one tier. A member without a row is in the lowest.</summary>
internal sealed class TierFilter : IMemberFilter
{
    public int Order => 10;
    public string Slug => "tier";
    public string All => "All tiers";
    public Type Texts => typeof(TiersFeature);

    public async Task<IReadOnlyList<MemberFilterOption>> OptionsAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        [.. ((await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers ?? []).Select(t => new MemberFilterOption(t.Code, t.Name(StudioLanguages.Current)))];

    public async Task<IQueryable<Member>> ApplyAsync(StudioDb db, IQueryable<Member> members, string value, DateOnly today, CancellationToken ct)
    {
        var lowest = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers[0].Code;
        return value == lowest
            ? members.Where(m => !db.Set<MemberTier>().Any(t => t.MemberId == m.Id && t.Tier != value))
            : members.Where(m => db.Set<MemberTier>().Any(t => t.MemberId == m.Id && t.Tier == value));
    }
}
