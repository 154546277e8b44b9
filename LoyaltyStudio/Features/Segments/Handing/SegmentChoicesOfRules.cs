using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Segments.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Handing;

/// <summary>Segments as values of point rules.</summary>
internal sealed class SegmentRuleChoices : IRuleChoices
{
    public bool Knows(ConditionKind kind) => kind == ConditionKind.Segment;

    public async Task<IReadOnlyList<RuleChoice>> ListAsync(StudioDb db, ConditionKind kind, string? name, string search, int most, CancellationToken ct) =>
        await db.Set<Segment>().Where(s => !s.Archived).OrderBy(s => s.Name).Take(most).Select(s => new RuleChoice(s.Code, s.Name)).ToListAsync(ct);
}

/// <summary>The segments of members as point rules know them: as of the last refresh.</summary>
internal sealed class SegmentCodes : ISegmentCodes
{
    public async Task<ILookup<long, string>> OfAsync(StudioDb db, IReadOnlyCollection<long> members, CancellationToken ct)
    {
        var ids = members.ToArray();
        var rows = await db.Set<SegmentMember>().AsNoTracking().Where(m => ids.Contains(m.MemberId)).Join(db.Set<Segment>(), m => m.SegmentId, s => s.Id, (m, s) => new { m.MemberId, s.Code }).ToListAsync(ct);
        return rows.OrderBy(r => r.Code, StringComparer.Ordinal).ToLookup(r => r.MemberId, r => r.Code);
    }
}

/// <summary>Narrows the member list to a segment, as of its last refresh.</summary>
internal sealed class SegmentFilter : IMemberFilter
{
    public int Order => 30;
    public string Slug => "segment";
    public string All => "All segments";
    public Type Texts => typeof(SegmentsFeature);

    public async Task<IReadOnlyList<MemberFilterOption>> OptionsAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        await db.Set<Segment>().Where(s => !s.Archived).OrderBy(s => s.Name).Take(200).Select(s => new MemberFilterOption(s.Code, s.Name)).ToListAsync(ct);

    public async Task<IQueryable<Member>> ApplyAsync(StudioDb db, IQueryable<Member> members, string value, DateOnly today, CancellationToken ct) =>
        await db.Set<Segment>().Where(s => s.Code == value).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct) is { } id
            ? members.Where(m => db.Set<SegmentMember>().Any(s => s.SegmentId == id && s.MemberId == m.Id)) : members;
}
