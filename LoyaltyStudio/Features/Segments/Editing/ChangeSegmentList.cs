using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Editing;

/// <param name="Lines">Card numbers, customer numbers or e-mail addresses, one a line; of a line with several columns the first counts.</param>
public sealed record AddToSegmentRequest(long SegmentId, IReadOnlyList<string> Lines);

/// <param name="Line">Number of the line, 1 for the first.</param>
public sealed record RefusedLine(int Line, string Text);

/// <param name="Refused">Lines that name nobody, or several members.</param>
public sealed record AddedToSegment(int Added, int Already, IReadOnlyList<RefusedLine> Refused);

/// <summary>Puts members on the list of a fixed segment, from a file or by hand.</summary>
public sealed class AddToSegment(StudioData data, TimeProvider clock, OrganisationBook organisation, RecentRounds recent)
{
    public const int MostLines = 200_000;
    private const int Block = 5_000;

    public async Task<Outcome<AddedToSegment>> RunAsync(Actor actor, AddToSegmentRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        if (request.Lines.Count > MostLines)
        {
            return Refuse.Invalid("lines", "A list has at most {0} lines.", MostLines);
        }

        recent.Forget();
        var lines = request.Lines.Select((text, i) => (Number: i + 1, Text: text.Split([';', ',', '\t'])[0].Trim().Trim('"'))).Where(l => l.Text.Length > 0).ToList();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<AddedToSegment>>(async db =>
        {
            if (await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == request.SegmentId, ct) is not { } segment)
            {
                return Refuse.NotFound("segment_unknown", "This segment does not exist any more.");
            }

            if (segment.Type != SegmentType.Fixed)
            {
                return Refuse.Conflict("segment_dynamic", "The members of this segment follow from its conditions. Make a fixed list of it first.");
            }

            var there = (await db.Set<SegmentMember>().Where(m => m.SegmentId == segment.Id).Select(m => m.MemberId).ToListAsync(ct)).ToHashSet();
            var (before, refused, added) = (there.Count, new List<RefusedLine>(), new List<long>());
            foreach (var block in lines.Chunk(Block))
            {
                var known = await FindAsync(db, actor, [.. block.Select(l => l.Text)], ct);
                foreach (var line in block)
                {
                    if (!known.TryGetValue(line.Text.ToLowerInvariant(), out var id) || id == 0)
                    {
                        refused.Add(new RefusedLine(line.Number, line.Text[..Math.Min(line.Text.Length, 100)]));
                    }
                    else if (there.Add(id))
                    {
                        added.Add(id);
                    }
                }
            }

            await db.BulkInsertAsync(added.ConvertAll(id => new SegmentMember { SegmentId = segment.Id, MemberId = id, Since = today }));
            await SegmentSizes.NoteAsync(db, segment.Id, today, there.Count, added.Count, 0, ct);
            db.Audit(actor, "segment.members_added", $"segment {segment.Id}", $"{added.Count} of {lines.Count} lines");
            return new AddedToSegment(added.Count, lines.Count - added.Count - refused.Count, refused);
        }, ct);
    }

    /// <summary>Members by lower-case card number, customer number or e-mail address; 0 where several have it.</summary>
    private static async Task<Dictionary<string, long>> FindAsync(StudioDb db, Actor actor, string[] texts, CancellationToken ct)
    {
        var members = MemberSearch.Scoped(db.Set<Member>().AsNoTracking(), actor).Where(m => m.Status == MemberStatus.Active);
        var keys = texts.Select(t => t.ToLowerInvariant()).Distinct().ToArray();
        var found = await members.Where(m => texts.Contains(m.CardNumber)).Select(m => new { Key = m.CardNumber, m.Id })
            .Concat(members.Where(m => m.ExternalId != null && texts.Contains(m.ExternalId)).Select(m => new { Key = m.ExternalId!, m.Id }))
            .Concat(members.Where(m => m.EmailKey != null && keys.Contains(m.EmailKey)).Select(m => new { Key = m.EmailKey!, m.Id })).ToListAsync(ct);
        return found.GroupBy(f => f.Key.ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Select(f => f.Id).Distinct().ToList() is [var only] ? only : 0);
    }
}

/// <summary>Takes one member off the list of a fixed segment.</summary>
public sealed class RemoveFromSegment(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long segmentId, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
            {
                return MemberSearch.Unknown;
            }

            if (!await db.Set<Segment>().AnyAsync(s => s.Id == segmentId && s.Type == SegmentType.Fixed, ct))
            {
                return Refuse.NotFound("segment_unknown", "This segment does not exist any more.");
            }

            var gone = await db.Set<SegmentMember>().Where(m => m.SegmentId == segmentId && m.MemberId == memberId).ExecuteDeleteAsync(ct);
            if (gone > 0)
            {
                await SegmentSizes.NoteAsync(db, segmentId, today, await db.Set<SegmentMember>().CountAsync(m => m.SegmentId == segmentId, ct), 0, gone, ct);
                db.Audit(actor, "segment.member_removed", $"segment {segmentId}", $"member {memberId}");
            }

            return default(Nothing);
        }, ct);
    }
}
