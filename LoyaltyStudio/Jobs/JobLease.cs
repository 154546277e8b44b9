using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Jobs;

/// <summary>
/// The right to run one job for one period. Held for a while and renewed while the work runs; who lost it must stop, because somebody else
/// may be at it. Invariant: at most one live lease per job name.
/// </summary>
internal sealed class JobLease : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly StudioData data;
    private readonly TimeProvider clock;
    private readonly JobRun row;
    private readonly TimeSpan length;
    private readonly CancellationTokenSource stop = new();
    private JobProgress? latest;

    private JobLease(StudioData data, TimeProvider clock, JobRun row, TimeSpan length)
    {
        this.data = data;
        this.clock = clock;
        this.row = row;
        this.length = length;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal static async Task<Outcome<JobLease>> ClaimAsync(StudioData data, TimeProvider clock, Actor actor, string name, string period, DateOnly asOf,
        bool onSchedule, TimeSpan length, CancellationToken ct)
    {
        var owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
        var claim = await data.WriteAsync<Outcome<JobRun>>(async db =>
        {
            if (!db.IsSqlite)
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7302, hashtext({name}))", ct);
            }

            var now = clock.GetUtcNow().UtcDateTime;
            var runs = db.Set<JobRun>();
            if (await runs.AsNoTracking().FirstOrDefaultAsync(r => r.Name == name && r.State == JobState.Running && r.LeaseUntil > now, ct) is { } live)
            {
                return Refuse.Conflict("job_running", "This job is already running for {0}, started by {1}.", live.PeriodKey, live.Actor);
            }

            await runs.Where(r => r.Name == name && r.State == JobState.Running && r.PeriodKey != period).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, JobState.Failed).SetProperty(r => r.FinishedAt, now)
                .SetProperty(r => r.Error, "The program stopped during the run."), ct);
            var run = await runs.AsTracking().FirstOrDefaultAsync(r => r.Name == name && r.PeriodKey == period, ct);
            if (onSchedule && run?.State == JobState.Done)
            {
                return Refuse.Conflict("job_done", "This job has already been done for {0}.", period);
            }

            if (run is null)
            {
                run = new JobRun { Name = name, PeriodKey = period, Actor = actor.Stamp };
                db.Add(run);
            }

            run.State = JobState.Running;
            run.Attempt++;
            run.Actor = actor.Stamp;
            run.AsOf = asOf;
            run.StartedAt = now;
            run.FinishedAt = null;
            (run.DoneItems, run.TotalItems) = (0, 0);
            (run.Step, run.Result, run.Error, run.CancelledBy) = ("", "", "", "");
            (run.LeaseOwner, run.LeaseUntil) = (owner, now + length);
            await db.SaveChangesAsync(ct);
            return run;
        }, ct, Lane.Sign);
        return claim.IsDone ? new JobLease(data, clock, claim.Must(), length) : claim.As<JobLease>();
    }

    /// <summary>Runs the work with a token that ends with the caller's, with a request to cancel, or with the lease itself.</summary>
    internal async Task<Outcome<FinishedRun>> HoldAsync(Action<JobProgress>? watch, ILogger log,
        Func<Action<long, long, string>, CancellationToken, Task<Outcome<FinishedRun>>> work, CancellationToken ct)
    {
        using var token = CancellationTokenSource.CreateLinkedTokenSource(ct, stop.Token);
        using var over = new CancellationTokenSource();
        var beating = Task.Run(() => BeatAsync(watch, log, over.Token), CancellationToken.None);
        try
        {
            return await work((done, total, step) => Volatile.Write(ref latest, new JobProgress(done, total, step)), token.Token);
        }
        finally
        {
            await over.CancelAsync();
            await beating;
        }
    }

    /// <summary>Writes how the run ended, unless somebody else has taken it over.</summary>
    internal async Task<Outcome<FinishedRun>> EndAsync(JobState state, string result, string error)
    {
        if (Volatile.Read(ref latest) is { } progress)
        {
            (row.DoneItems, row.TotalItems, row.Step) = (progress.Done, progress.Total, progress.Step);
        }

        var now = Now;
        var kept = await data.WriteAsync(db => Mine(db).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, state).SetProperty(r => r.FinishedAt, now).SetProperty(r => r.LeaseUntil, now)
            .SetProperty(r => r.Result, result).SetProperty(r => r.Error, error)
            .SetProperty(r => r.DoneItems, row.DoneItems).SetProperty(r => r.TotalItems, row.TotalItems).SetProperty(r => r.Step, row.Step)), CancellationToken.None, Lane.Sign);
        return kept == 1
            ? new FinishedRun(row.Id, row.Name, row.PeriodKey, row.Attempt, state, result, error)
            : Refuse.Conflict("lease_lost", "Another process has taken over this run.");
    }

    private IQueryable<JobRun> Mine(StudioDb db) => db.Set<JobRun>().Where(r => r.Id == row.Id && r.LeaseOwner == row.LeaseOwner && r.State == JobState.Running);

    /// <summary>Twice a second at most: writes progress when there is some, renews the lease in time, and looks for a request to stop.</summary>
    private async Task BeatAsync(Action<JobProgress>? watch, ILogger log, CancellationToken over)
    {
        var renewed = Now;
        JobProgress? written = null;
        while (!over.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Beat, over);
                var progress = Volatile.Read(ref latest);
                if (progress is not null && progress != written)
                {
                    watch?.Invoke(progress);
                }

                if (progress != written || Now - renewed > length / 6)
                {
                    (renewed, written) = (Now, progress);
                    await RenewAsync(progress ?? new JobProgress(0, 0, ""), over);
                }

                await LookAsync(over);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The lease of job {Name} could not be renewed; trying again", row.Name);
            }
        }
    }

    private async Task RenewAsync(JobProgress progress, CancellationToken ct)
    {
        var until = Now + length;
        await data.WriteAsync(db => Mine(db).ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, until)
            .SetProperty(r => r.DoneItems, progress.Done).SetProperty(r => r.TotalItems, progress.Total).SetProperty(r => r.Step, progress.Step), ct), ct, Lane.Sign);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var seen = await Mine(db).Select(r => r.CancelledBy).FirstOrDefaultAsync(ct);
        if (seen is not "")
        {
            await stop.CancelAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        stop.Dispose();
        return ValueTask.CompletedTask;
    }
}
