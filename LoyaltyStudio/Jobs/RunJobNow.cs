using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Jobs;

/// <summary>Empty period: the work names it from the date. A date in the future is refused.</summary>
public sealed record RunJobNowRequest(string Name, DateOnly? AsOf, string Period, IReadOnlyDictionary<string, string>? Arguments = null);

/// <summary>Starts a job by hand through the scheduler, so that it runs on where the browser leaves.</summary>
public sealed class RunJobNow(StudioData data, TimeProvider clock, IJobZone zone, IEnumerable<IScheduledWork> works, IServiceProvider services)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RunJobNowRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        if (works.All(w => w.Name != request.Name))
        {
            return Refuse.NotFound("job_unknown", "There is no job named {0}.", request.Name);
        }

        var period = request.Period.Trim();
        if (period.Length > 0 && BusinessCalendar.ParsePeriod(period) is null && !DateOnly.TryParseExact(period, "yyyy-MM-dd", out _))
        {
            return Refuse.Invalid("Period", "This is not a period. Write 2026-Q3, 2026-11, 2026-H2 or 2026.");
        }

        if (request.AsOf > new BusinessCalendar(await zone.OrDefaultAsync(ct)).Today(clock))
        {
            return Refuse.Invalid("AsOf", "Choose a date that is not in the future.");
        }

        if (services.GetService<JobSchedule>() is not { Started: true } schedule)
        {
            return Refuse.Conflict("schedule_not_started", "The scheduler has not started yet. Try again in a few seconds.");
        }

        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.Set<JobRun>().AnyAsync(r => r.Name == request.Name && r.State == JobState.Running && r.LeaseUntil > now, ct))
        {
            return Refuse.Conflict("job_running", "This job is already running.");
        }

        await data.WriteAsync(write =>
        {
            write.Audit(actor, "job.started", $"job {request.Name}", $"as of {request.AsOf:yyyy-MM-dd}, period {period}");
            return Task.CompletedTask;
        }, ct);
        await schedule.TriggerAsync(actor, new WorkRequest(request.Name, request.AsOf, period, request.Arguments), ct);
        return default(Nothing);
    }
}
