using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Jobs;

public sealed record SaveJobSettingRequest(string Name, string Cron, bool Enabled);

/// <summary>Changes when a job runs, or switches its schedule off. Run now keeps working.</summary>
public sealed class SaveJobSetting(StudioData data, TimeProvider clock, IJobZone zone, IEnumerable<IScheduledWork> works, IServiceProvider services)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, SaveJobSettingRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        if (works.FirstOrDefault(w => w.Name == request.Name) is not { } work)
        {
            return Refuse.NotFound("job_unknown", "There is no job named {0}.", request.Name);
        }

        var cron = request.Cron.Trim();
        if (cron != work.DefaultCron && JobCron.Problem(cron, await zone.OrDefaultAsync(ct), clock.GetUtcNow().UtcDateTime) is { } problem)
        {
            return Refuse.Invalid([problem]);
        }

        await data.WriteAsync(async db =>
        {
            var setting = await db.Set<JobSetting>().AsTracking().FirstOrDefaultAsync(s => s.Name == request.Name, ct);
            if (setting is null)
            {
                setting = new JobSetting { Name = request.Name, Cron = cron };
                db.Add(setting);
            }

            (setting.Cron, setting.Enabled) = (cron, request.Enabled);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "job.scheduled", $"job {request.Name}", $"{cron}, {(request.Enabled ? "on" : "off")}");
        }, ct);
        if (services.GetService<JobSchedule>() is { } schedule)
        {
            await schedule.ApplyAsync(ct);
        }

        return default(Nothing);
    }
}
