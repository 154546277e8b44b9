using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Jobs;

/// <summary>What to run and for whom. Without a period the work names it from the date; <paramref name="OnSchedule"/> skips a period that is done.</summary>
public sealed record WorkRequest(string Name, DateOnly? AsOf = null, string Period = "", IReadOnlyDictionary<string, string>? Arguments = null, bool OnSchedule = false)
{
    /// <summary>Told about progress besides the row, at most twice a second; the command line prints it.</summary>
    public Action<JobProgress>? Watch { get; init; }
}

/// <summary>How far a run is. Total is 0 where it is not known.</summary>
public sealed record JobProgress(long Done, long Total, string Step);

/// <summary>How a run that was started ended.</summary>
public sealed record FinishedRun(long Id, string Name, string Period, int Attempt, JobState State, string Result, string Error);

/// <summary>
/// Runs one work under a lease: claims the row of its period, keeps the lease alive while the work runs, and writes down how it ended.
/// The scheduler, the browser and the command line all come through here.
/// </summary>
public sealed class WorkRunner(StudioData data, TimeProvider clock, IJobZone zone, IEnumerable<IScheduledWork> works, IOptions<JobsOptions> options, ILogger<WorkRunner> log)
{
    public async Task<Outcome<FinishedRun>> RunAsync(Actor actor, WorkRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        if (works.FirstOrDefault(w => w.Name == request.Name) is not { } work)
        {
            return Refuse.NotFound("job_unknown", "There is no job named {0}.", request.Name);
        }

        var calendar = new BusinessCalendar(await zone.OrDefaultAsync(ct));
        var asOf = request.AsOf ?? calendar.Today(clock);
        var period = request.Period.Length > 0 ? request.Period : work.PeriodKey(asOf);
        var claim = await JobLease.ClaimAsync(data, clock, actor, work.Name, period, asOf, request.OnSchedule, TimeSpan.FromSeconds(options.Value.LeaseSeconds), ct);
        if (!claim.IsDone)
        {
            return claim.As<FinishedRun>();
        }

        CrashPoint.Here("job-claimed");
        await using var lease = claim.Must();
        return await lease.HoldAsync(request.Watch, log, (report, token) => DoAsync(work, lease, new WorkRun(asOf, period, actor,
            request.Arguments ?? new Dictionary<string, string>(), report), token, ct), ct);
    }

    private async Task<Outcome<FinishedRun>> DoAsync(IScheduledWork work, JobLease lease, WorkRun run, CancellationToken token, CancellationToken stopping)
    {
        try
        {
            var result = await work.RunAsync(run, token);
            return await lease.EndAsync(JobState.Done, result, "");
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            var why = stopping.IsCancellationRequested ? "Stopped together with the program; the next run goes on from here." : "Stopped on request; the next run goes on from here.";
            return await lease.EndAsync(JobState.Cancelled, why, "");
        }
        catch (Exception e)
        {
            log.LogError(e, "Job {Name} for {Period} failed", work.Name, run.Period);
            return await lease.EndAsync(JobState.Failed, "", $"{e.GetType().Name}: {e.Message}");
        }
    }
}
