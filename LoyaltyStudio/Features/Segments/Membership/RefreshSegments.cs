using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Segments.Rfm;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Membership;

/// <summary>What a refresh came to, over all segments.</summary>
public sealed record SegmentsRefresh(int Segments, int Entered, int Left);

/// <summary>
/// Brings the kept members of all dynamic segments to a day. Every condition is asked once, however many segments share it; what is written is only who came and who went, and one row of history per segment and
/// day. Each segment commits by itself, so a run that was killed goes on where it stopped: running it again changes nothing.
/// </summary>
public sealed class RefreshSegments(StudioData data, SegmentQuery query, RefreshRfm rfm)
{
    private const int Block = 20_000;

    public async Task<Outcome<SegmentsRefresh>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        (await rfm.RunAsync(actor, asOf, ct)).Must();
        List<Segment> segments;
        await using (var db = data.Read())
        {
            segments = await db.Set<Segment>().Where(s => !s.Archived).OrderBy(s => s.Id).ToListAsync(ct);
        }

        var round = new SegmentRound(asOf);
        var total = new SegmentsRefresh(segments.Count, 0, 0);
        foreach (var (segment, done) in segments.Select((s, i) => (s, i)))
        {
            report?.Invoke(done, segments.Count, segment.Name);
            var (entered, left) = await OneAsync(segment, round, ct);
            CrashPoint.Here("segment-refreshed");
            total = total with { Entered = total.Entered + entered, Left = total.Left + left };
        }

        return total;
    }

    /// <summary>Finds the members of a segment that was just made or changed; of a new fixed one by the definition that it was made from.</summary>
    internal async Task FillAsync(Segment segment, DateOnly today, CancellationToken ct)
    {
        var round = new SegmentRound(today);
        if (segment.Type == SegmentType.Fixed)
        {
            await WriteAsync(segment.Id, new MemberSet(), segment.Definition.Length == 0 ? new MemberSet() : await query.MembersOfAsync(SegmentDefinition.Parse(segment.Definition), round, ct), today, ct);
        }
        else
        {
            await OneAsync(segment, round, ct);
        }
    }

    /// <summary>Brings one segment to a day and notes its size.</summary>
    internal async Task<(int Entered, int Left)> OneAsync(Segment segment, SegmentRound round, CancellationToken ct)
    {
        MemberSet kept;
        await using (var db = data.Read())
        {
            kept = await SegmentQuery.ListAsync(db, segment.Id, ct);
        }

        // Of a fixed list only those stay who still take part.
        var now = await query.MembersOfAsync(segment.Type == SegmentType.Fixed ? new SegmentDefinition(SegmentNode.In(segment.Id)) : SegmentDefinition.Parse(segment.Definition), round, ct);
        return await WriteAsync(segment.Id, kept, now, round.Today, ct);
    }

    /// <summary>Writes the differences in blocks, and the history with the last of them.</summary>
    private async Task<(int Entered, int Left)> WriteAsync(long segment, MemberSet kept, MemberSet now, DateOnly on, CancellationToken ct)
    {
        var entered = now.Without(kept);
        var left = kept.Without(now);
        var (came, went, size) = (entered.Count, left.Count, now.Count);
        foreach (var block in left.Chunk(Block))
        {
            await data.WriteAsync(db => db.Set<SegmentMember>().Where(m => m.SegmentId == segment && block.Contains(m.MemberId)).ExecuteDeleteAsync(ct), ct, Lane.Job);
        }

        foreach (var block in entered.Chunk(Block))
        {
            await data.WriteAsync(db => db.BulkInsertAsync([.. block.Select(id => new SegmentMember { SegmentId = segment, MemberId = id, Since = on })]), ct, Lane.Job);
        }

        await data.WriteAsync(db => SegmentSizes.NoteAsync(db, segment, on, size, came, went, ct), ct, Lane.Job);
        return (came, went);
    }
}

/// <summary>The job refresh-segments: after tiers, before campaigns.</summary>
internal sealed class RefreshSegmentsWork(RefreshSegments refresh) : IScheduledWork
{
    public string Name => "refresh-segments";

    public string DefaultCron => "0 15 5 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await refresh.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Segments} segments refreshed: {done.Entered:N0} members came in, {done.Left:N0} went out.");
    }
}
