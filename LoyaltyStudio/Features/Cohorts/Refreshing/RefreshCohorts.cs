using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cohorts.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cohorts.Refreshing;

/// <summary>What a count came to.</summary>
public sealed record CohortCount(int Members, int Cells);

/// <summary>
/// Counts all cohorts anew. The new cells are written beside the ones that are shown, in blocks that each commit; then one small step shows them, and the old ones go. Killed anywhere it is run
/// again: what an unfinished count left is taken away first.
/// </summary>
public sealed class RefreshCohorts(StudioData data, TimeProvider clock)
{
    private const int Block = 20_000;

    public async Task<Outcome<CohortCount>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        report?.Invoke(0, 0, "reading");
        var reader = new CohortReader(data);
        var tally = await reader.ReadAsync(asOf, ct);
        var shown = await data.WriteAsync(db => db.Set<CohortState>().Select(s => s.Run).FirstOrDefaultAsync(ct), ct, Lane.Job);
        await CleanAsync(shown, ct);
        var cells = Cells(tally, shown + 1);
        var paths = Paths(tally, reader.Categories, shown + 1);
        await WriteAsync(cells, report, ct);
        await WriteAsync(paths, null, ct);
        await data.WriteAsync(async db =>
        {
            var row = await db.Set<CohortState>().AsTracking().FirstOrDefaultAsync(ct);
            if (row is null)
            {
                db.Add(row = new CohortState { Id = 1 });
            }

            (row.Run, row.AsOf, row.MadeAt) = (shown + 1, asOf, clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
        }, ct, Lane.Job);
        await CleanAsync(shown + 1, ct);
        return new CohortCount(cells.Where(c => c.Fact == CohortFact.Month && c.Number == 0).Sum(c => c.Members), cells.Count + paths.Count);
    }

    private Task WriteAsync<T>(List<T> rows, Action<long, long, string>? report, CancellationToken ct) where T : class => new JobPace(data, clock, Block).BlocksAsync(rows, async (db, block) =>
    {
        await db.BulkInsertAsync(block);
        return default(Nothing);
    }, (_, at) =>
    {
        CrashPoint.Here("cohorts-between-blocks");
        report?.Invoke(at, rows.Count, "cells");
    }, ct);

    /// <summary>Takes away what is not shown, a piece at a time.</summary>
    private async Task CleanAsync(int shown, CancellationToken ct)
    {
        foreach (var table in new[] { "cohort_cell", "cohort_path" })
        {
            // Both databases have a hidden place of a row to limit a deletion by.
            var place = data.IsSqlite ? "rowid" : "ctid";
            while (await data.WriteAsync(db => db.Command($"DELETE FROM {table} WHERE {place} IN (SELECT {place} FROM {table} WHERE run <> {shown} LIMIT {Block})").ExecuteNonQueryAsync(ct), ct, Lane.Job) == Block)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    private static List<CohortCell> Cells(CohortTally tally, int run) => [.. tally.Cells.Select(c => new CohortCell
    {
        Run = run, Fact = c.Key.Fact, Month = CohortTally.DateOf(c.Key.Place.Month), StoreId = c.Key.Place.Store, Source = c.Key.Place.Source, Channel = c.Key.Place.Channel,
        Step = c.Key.Step, Number = c.Key.Number, Members = c.Value.Members, Base = c.Value.Base, Cents = c.Value.Cents,
    })];

    private static List<CohortPath> Paths(CohortTally tally, List<string> categories, int run) => [.. tally.Paths.GroupBy(p => (p.Key.Place, From: categories[p.Key.From], To: p.Key.To < 0 ? "" : categories[p.Key.To] is { Length: > 0 } to ? to : "–")).Select(p => new CohortPath
    {
        Run = run, Month = CohortTally.DateOf(p.Key.Place.Month), StoreId = p.Key.Place.Store, Source = p.Key.Place.Source, Channel = p.Key.Place.Channel, From = p.Key.From, To = p.Key.To, Members = p.Sum(x => x.Value),
    })];
}

/// <summary>The job refresh-cohorts.</summary>
internal sealed class RefreshCohortsWork(RefreshCohorts refresh) : IScheduledWork
{
    public string Name => "refresh-cohorts";

    public string DefaultCron => "0 30 5 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await refresh.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Members:N0} customers in {done.Cells:N0} cells.");
    }
}
