using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>What an evaluation came to.</summary>
/// <param name="Looked">Members whose tier might change, so that the policy looked at them.</param>
/// <param name="Up">Raised, or with a higher tier that begins with the next period.</param>
public sealed record TierEvaluation(int Looked, int Up, int Down, int Kept)
{
    public static TierEvaluation operator +(TierEvaluation a, TierEvaluation b) => new(a.Looked + b.Looked, a.Up + b.Up, a.Down + b.Down, a.Kept + b.Kept);
}

/// <summary>
/// Brings every member's tier to a day. On an ordinary night it looks at what changed: reviews and coming tiers that are due, and members with new bookings.
/// Where a version begins, or on request, one statement finds everybody who may have reached a higher tier. Those found go through the policy in
/// blocks, each one transaction; run again, it goes on with those who are left, and changes nothing where nothing is left.
/// </summary>
public sealed class EvaluateTiers(StudioData data, TimeProvider clock)
{
    private const int Block = 20_000;

    /// <param name="full">Look at everybody, also where nothing seems to have changed.</param>
    public async Task<Outcome<TierEvaluation>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct, bool full = false)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        ProgrammeTimeline timeline;
        TierProgress? before;
        long lastEntry;
        await using (var db = data.Read())
        {
            timeline = await ProgrammeBook.TimelineAsync(db, ct);
            before = await db.Set<TierProgress>().FirstOrDefaultAsync(ct);
            lastEntry = await db.Set<LedgerEntry>().MaxAsync(e => (long?)e.Id, ct) ?? 0;
        }

        var result = new TierEvaluation(0, 0, 0, 0);
        if (timeline.Versions.Count == 0)
        {
            return result;
        }

        // A version that began since the last night is judged on its own first day, as if that night had run.
        foreach (var version in before is null ? [] : timeline.Versions.Where(v => v.From > before.AsOf && v.From < asOf))
        {
            result += await DayAsync(timeline, version.From, null, report, ct);
        }

        var everybody = full || before is null || Begun(timeline, asOf) != before.Versions;
        result += await DayAsync(timeline, asOf, everybody ? null : before!.EntryIdBefore, report, ct);
        await data.WriteAsync(db => NoteAsync(db, asOf, lastEntry, Begun(timeline, asOf), ct), ct, Lane.Job);
        return result;
    }

    private async Task<TierEvaluation> DayAsync(ProgrammeTimeline timeline, DateOnly on, long? afterEntry, Action<long, long, string>? report, CancellationToken ct)
    {
        long[] ids;
        await using (var db = data.Read())
        {
            var due = await TierCandidates.DueAsync(db, on, ct);
            var reached = timeline.On(on) is { } live ? await TierCandidates.ReachedAsync(data, live.Content, on, afterEntry, ct) : [];
            ids = [.. due.Union(reached).Order()];
        }

        var result = new TierEvaluation(0, 0, 0, 0);
        await new JobPace(data, clock, Block).BlocksAsync(ids, (db, block) => BlockAsync(db, timeline, [.. block], on, ct), (done, at) =>
        {
            result += done;
            CrashPoint.Here("tiers-between-blocks");
            report?.Invoke(at, ids.Length, "members");
        }, ct);
        return result;
    }

    private async Task<TierEvaluation> BlockAsync(StudioDb db, ProgrammeTimeline timeline, long[] ids, DateOnly on, CancellationToken ct)
    {
        await db.LockMembersAsync(ids);
        var run = await TierRun.LoadAsync(db, timeline, ids, on, [], ct);
        foreach (var id in ids)
        {
            run.Advance(id, on);
        }

        await run.SaveAsync(clock.GetUtcNow().UtcDateTime, ct);
        var causes = run.Causes.CountBy(c => c).ToDictionary();
        return new TierEvaluation(ids.Length, causes.GetValueOrDefault(TierCauses.Upgrade) + causes.GetValueOrDefault(TierCauses.Coming),
            causes.GetValueOrDefault(TierCauses.Drop) + causes.GetValueOrDefault(TierCauses.Cancelled), causes.GetValueOrDefault(TierCauses.Kept));
    }

    private static int Begun(ProgrammeTimeline timeline, DateOnly asOf) => timeline.Versions.Count(v => v.From <= asOf);

    /// <summary>Only a night that is not older than the last one moves the progress on.</summary>
    private static async Task NoteAsync(StudioDb db, DateOnly asOf, long lastEntry, int versions, CancellationToken ct)
    {
        var row = await db.Set<TierProgress>().AsTracking().FirstOrDefaultAsync(ct);
        if (row is null)
        {
            db.Add(new TierProgress { Id = 1, AsOf = asOf, EntryId = lastEntry, EntryIdBefore = 0, Versions = versions });
        }
        else if (asOf >= row.AsOf)
        {
            (row.AsOf, row.EntryIdBefore, row.EntryId, row.Versions) = (asOf, row.EntryId, lastEntry, versions);
        }

        await db.SaveChangesAsync(ct);
    }
}

/// <summary>The job evaluate-tiers; with the argument full it looks at everybody.</summary>
internal sealed class EvaluateTiersWork(EvaluateTiers evaluate) : IScheduledWork
{
    public string Name => "evaluate-tiers";

    public string DefaultCron => "0 30 4 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await evaluate.RunAsync(run.Actor, run.AsOf, run.Report, ct, run.Arguments.ContainsKey("full"))).Must();
        return FormattableString.Invariant($"{done.Looked:N0} members looked at: {done.Up:N0} up, {done.Down:N0} down, {done.Kept:N0} kept after review.");
    }
}
