using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Editing;

/// <summary>What asks for a segment, so that it cannot be deleted; given by features above too.</summary>
/// <param name="Text">English, key of the translation in the resources of <paramref name="Texts"/>; {0} is the name.</param>
public sealed record SegmentUse(string Text, string Name, string Href, Type Texts);

/// <summary>A feature that asks for segments says where.</summary>
public interface ISegmentUse
{
    Task<IReadOnlyList<SegmentUse>> FindAsync(StudioDb db, long segmentId, string code, CancellationToken ct);
}

/// <summary>Other segments and point rules that name a segment.</summary>
internal sealed class OwnSegmentUse : ISegmentUse
{
    public async Task<IReadOnlyList<SegmentUse>> FindAsync(StudioDb db, long segmentId, string code, CancellationToken ct)
    {
        var uses = new List<SegmentUse>();
        foreach (var other in await db.Set<Segment>().AsNoTracking().Where(s => s.Id != segmentId && s.Definition.Contains("\"segment\"")).ToListAsync(ct))
        {
            if (SegmentDefinition.Parse(other.Definition).Root.Everything().Any(n => n.Segment == segmentId))
            {
                uses.Add(new("Segment “{0}”", other.Name, $"/segments/{other.Id}", typeof(SegmentsFeature)));
            }
        }

        foreach (var version in await db.Set<ProgrammeVersion>().AsNoTracking().Where(v => v.Content.Contains(code)).ToListAsync(ct))
        {
            if (ProgrammeContent.FromJson(version.Content).Rules.Any(r => r.When.Everything().Any(c => c.Kind == ConditionKind.Segment && c.Values.Contains(code))))
            {
                uses.Add(new("Version {0} of the programme", version.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), "/programme", typeof(SegmentsFeature)));
            }
        }

        return uses;
    }
}

/// <summary>Puts a segment away or takes it back. Put away it is not offered and not refreshed; what names it keeps the members of the last refresh.</summary>
public sealed class ArchiveSegment(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long segmentId, bool archived, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == segmentId, ct) is not { } segment)
            {
                return Refuse.NotFound("segment_unknown", "This segment does not exist any more.");
            }

            (segment.Archived, segment.ChangedAt) = (archived, clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, archived ? "segment.archived" : "segment.restored", $"segment {segment.Id}", segment.Name);
            return default(Nothing);
        }, ct);
    }
}

/// <summary>Deletes a segment with its members and history; refused while something asks for it.</summary>
public sealed class DeleteSegment(StudioData data, IEnumerable<ISegmentUse> uses)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long segmentId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == segmentId, ct) is not { } segment)
            {
                return Refuse.NotFound("segment_unknown", "This segment does not exist any more.");
            }

            foreach (var use in uses)
            {
                if (await use.FindAsync(db, segment.Id, segment.Code, ct) is { Count: > 0 } found)
                {
                    return Refuse.Conflict("segment_used", "This segment is used by {0}. Take it out there first, or archive the segment.", found[0].Name);
                }
            }

            await db.Set<SegmentMember>().Where(m => m.SegmentId == segmentId).ExecuteDeleteAsync(ct);
            await db.Set<SegmentSize>().Where(m => m.SegmentId == segmentId).ExecuteDeleteAsync(ct);
            db.Remove(segment);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "segment.deleted", $"segment {segment.Id}", segment.Name);
            return default(Nothing);
        }, ct);
    }
}
