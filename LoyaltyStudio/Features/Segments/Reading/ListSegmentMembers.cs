using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Reading;

/// <param name="Since">The refresh that first found the member in the segment.</param>
public sealed record SegmentMemberRow(long Id, string Name, string CardNumber, string? ExternalId, string? Email, string Language, bool EmailConsent, DateOnly Since);

/// <param name="Code">Code of the segment.</param>
/// <param name="After">Members with a higher id than this; 0 from the beginning.</param>
public sealed record ListSegmentMembersRequest(string Code, long After = 0, int Most = 500);

/// <summary>The members of a segment as of its last refresh, in order of their ids, within the actor's stores; page by page for lists, files and other systems.</summary>
public sealed class ListSegmentMembers(StudioData data)
{
    public const int MostRows = 1_000;

    public async Task<Outcome<IReadOnlyList<SegmentMemberRow>>> RunAsync(Actor actor, ListSegmentMembersRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<Segment>().Where(s => s.Code == request.Code).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct) is not { } id)
        {
            return Refuse.NotFound("segment_unknown", "There is no segment with code {0}.", request.Code);
        }

        return await (
            from place in db.Set<SegmentMember>()
            where place.SegmentId == id && place.MemberId > request.After
            join m in MemberSearch.Scoped(db.Set<Member>(), actor) on place.MemberId equals m.Id
            where m.Status != MemberStatus.Erased
            orderby place.MemberId
            select new SegmentMemberRow(m.Id, (m.FirstName + " " + m.LastName).Trim(), m.CardNumber, m.ExternalId, m.Email, m.Language, m.EmailConsent, place.Since)).Take(Math.Clamp(request.Most, 1, MostRows)).ToListAsync(ct);
    }
}

/// <param name="Since">The refresh that first found the member in it.</param>
public sealed record MemberSegmentRow(long Id, string Code, string Name, string Description, SegmentType Type, int Size, DateOnly Since);

/// <param name="Rfm">Scores 1 to 5; null for who never bought.</param>
public sealed record MemberSegmentsView(IReadOnlyList<MemberSegmentRow> Segments, (int Recency, int Frequency, int Monetary)? Rfm);

/// <summary>The segments that a member is in as of their last refresh, with the scores of RFM.</summary>
public sealed class ListMemberSegments(StudioData data)
{
    public async Task<Outcome<MemberSegmentsView>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var rows = await (
            from place in db.Set<SegmentMember>()
            where place.MemberId == memberId
            join s in db.Set<Segment>() on place.SegmentId equals s.Id
            where !s.Archived
            orderby s.Name
            select new MemberSegmentRow(s.Id, s.Code, s.Name, s.Description, s.Type, s.Size, place.Since)).ToListAsync(ct);
        var rfm = await db.Set<MemberRfm>().FirstOrDefaultAsync(r => r.MemberId == memberId, ct);
        return new MemberSegmentsView(rows, rfm is null ? null : (rfm.Recency, rfm.Frequency, rfm.Monetary));
    }
}
