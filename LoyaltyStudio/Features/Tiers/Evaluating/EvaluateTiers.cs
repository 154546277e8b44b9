using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>What an evaluation of everybody came to.</summary>
public sealed record TierEvaluation(int Looked, int Up, int Down, int Kept);

/// <summary>
/// Brings every member's tier to a day: reviews that fell due and thresholds that were reached. Goes through the members in blocks by id, each block
/// one transaction; running it twice for a day changes nothing the second time.
/// </summary>
public sealed class EvaluateTiers(StudioData data, TimeProvider clock)
{
    private const int Block = 2_000;

    public async Task<Outcome<TierEvaluation>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        int total;
        await using (var read = data.Read())
        {
            total = await read.Set<Member>().CountAsync(ct);
        }

        var result = new TierEvaluation(0, 0, 0, 0);
        for (var last = 0L; ;)
        {
            var (through, block) = await data.WriteAsync(db => BlockAsync(db, last, asOf, ct), ct, Lane.Job);
            if (block is null)
            {
                return result;
            }

            last = through;
            result = new TierEvaluation(result.Looked + block.Looked, result.Up + block.Up, result.Down + block.Down, result.Kept + block.Kept);
            report?.Invoke(result.Looked, total, "members");
        }
    }

    private async Task<(long Through, TierEvaluation? Block)> BlockAsync(StudioDb db, long after, DateOnly asOf, CancellationToken ct)
    {
        var ids = await db.Set<Member>().AsNoTracking().Where(m => m.Id > after).OrderBy(m => m.Id).Take(Block).Select(m => m.Id).ToListAsync(ct);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        if (ids.Count == 0 || timeline.Versions.Count == 0)
        {
            return (0, null);
        }

        await db.LockMembersAsync(ids);
        var run = await TierRun.LoadAsync(db, timeline, ids, asOf, ct);
        foreach (var id in ids)
        {
            run.Advance(id, asOf);
        }

        var now = clock.GetUtcNow().UtcDateTime;
        await run.SaveAsync(now, ct);
        var causes = run.Causes.GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());
        return (ids[^1], new TierEvaluation(ids.Count, causes.GetValueOrDefault("upgrade"), causes.GetValueOrDefault("drop"), causes.GetValueOrDefault("kept")));
    }
}

/// <summary>The job evaluate-tiers.</summary>
internal sealed class EvaluateTiersWork(EvaluateTiers evaluate) : IScheduledWork
{
    public string Name => "evaluate-tiers";

    public string DefaultCron => "0 30 4 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await evaluate.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Looked:N0} members looked at: {done.Up:N0} up, {done.Down:N0} down, {done.Kept:N0} kept after review.");
    }
}
