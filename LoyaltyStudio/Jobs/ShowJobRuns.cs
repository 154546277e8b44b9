using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Jobs;

public sealed record ShowJobRunsRequest(string Name, PageRequest Page);

/// <summary>The runs of one job, the latest first.</summary>
public sealed class ShowJobRuns(StudioData data, TimeProvider clock, IEnumerable<IScheduledWork> works)
{
    public async Task<Outcome<PageOf<JobRunRow>>> RunAsync(Actor actor, ShowJobRunsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewJobs))
        {
            return Refuse.Forbidden();
        }

        if (works.All(w => w.Name != request.Name))
        {
            return Refuse.NotFound("job_unknown", "There is no job named {0}.", request.Name);
        }

        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        var runs = db.Set<JobRun>().Where(r => r.Name == request.Name);
        var page = await runs.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Skip(request.Page.Offset).Take(request.Page.Limit).ToListAsync(ct);
        return new PageOf<JobRunRow>(page.ConvertAll(r => JobRunRow.Of(r, now)), await runs.CountAsync(ct));
    }
}
