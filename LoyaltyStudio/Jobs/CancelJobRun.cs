using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Jobs;

public sealed record CancelJobRunRequest(long RunId);

/// <summary>Asks a run to stop. It finishes the batch it is in; what it did stays, and the next run goes on from there.</summary>
public sealed class CancelJobRun(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, CancelJobRunRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (await db.Set<JobRun>().AsTracking().FirstOrDefaultAsync(r => r.Id == request.RunId, ct) is not { } run)
            {
                return Refuse.NotFound("run_unknown", "This run does not exist.");
            }

            if (run.State != JobState.Running)
            {
                return Refuse.Conflict("run_over", "This run is already over.");
            }

            run.CancelledBy = actor.Stamp;
            if (run.LeaseUntil <= now)
            {
                (run.State, run.FinishedAt, run.Result) = (JobState.Cancelled, now, "Stopped on request; the next run goes on from here.");
            }

            await db.SaveChangesAsync(ct);
            db.Audit(actor, "job.cancelled", $"job_run {run.Id}", $"{run.Name} {run.PeriodKey}");
            return default(Nothing);
        }, ct);
    }
}
