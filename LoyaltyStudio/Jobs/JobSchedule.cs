using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace LoyaltyStudio.Jobs;

/// <summary>
/// Puts every work on the scheduler and starts it, once the installation is set up. On SQLite the schedules live in memory and are made again at each
/// start, with the last missed firing made good; on PostgreSQL Quartz keeps them for all instances together and makes good by itself.
/// </summary>
public sealed class JobSchedule(ISchedulerFactory factory, StudioData data, IJobZone zone, IEnumerable<IScheduledWork> works, TimeProvider clock, ILogger<JobSchedule> log)
    : BackgroundService
{
    private TimeZoneInfo? appliedZone;

    /// <summary>True once jobs can fire.</summary>
    public bool Started { get; private set; }

    /// <summary>Starts a job at once, through the scheduler, in the name of a person.</summary>
    internal async Task TriggerAsync(Actor actor, WorkRequest request, CancellationToken ct)
    {
        var values = new JobDataMap
        {
            [WorkJob.Name] = request.Name,
            [WorkJob.AsOf] = request.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            [WorkJob.Period] = request.Period,
            [WorkJob.ActorKind] = actor.Kind,
            [WorkJob.ActorId] = actor.Id.ToString(CultureInfo.InvariantCulture),
            [WorkJob.ActorName] = actor.Name,
        };
        foreach (var (name, value) in request.Arguments ?? new Dictionary<string, string>())
        {
            values[WorkJob.Argument + name] = value;
        }

        var scheduler = await factory.GetScheduler(ct);
        await scheduler.TriggerJob(new JobKey(request.Name), values, ct);
    }

    /// <summary>Reads the settings again and changes the triggers that differ.</summary>
    internal async Task ApplyAsync(CancellationToken ct)
    {
        if (await zone.FindAsync(ct) is not { } here)
        {
            return;
        }

        var scheduler = await factory.GetScheduler(ct);
        foreach (var (work, setting) in await SettingsAsync(ct))
        {
            var key = new TriggerKey(work.Name);
            if (!setting.Enabled)
            {
                await scheduler.UnscheduleJob(key, ct);
                await scheduler.AddJob(Detail(work), new AddJobOptions { Replace = true }, ct);
                continue;
            }

            if (await scheduler.GetTrigger(key, ct) is ICronTrigger known && known.CronExpressionString == setting.Cron && known.TimeZone.Id == here.Id)
            {
                continue;
            }

            var trigger = TriggerBuilder.Create().WithIdentity(key).ForJob(work.Name)
                .WithSchedule(CronScheduleBuilder.Create(setting.Cron).InTimeZone(here).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build();
            await scheduler.ScheduleJob(Detail(work), [trigger], new ScheduleJobOptions { Replace = true }, ct);
        }

        appliedZone = here;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var here = await zone.FindAsync(stoppingToken);
                if (here is not null && (!Started || here.Id != appliedZone?.Id))
                {
                    await ApplyAsync(stoppingToken);
                    await StartAsync(here, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The schedule of the jobs could not be set; trying again");
            }

            await Task.Delay(TimeSpan.FromSeconds(Started ? 30 : 2), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartAsync(TimeZoneInfo here, CancellationToken ct)
    {
        if (Started)
        {
            return;
        }

        var scheduler = await factory.GetScheduler(ct);
        await scheduler.Start(ct);
        Started = true;
        if (data.IsSqlite)
        {
            await CatchUpAsync(scheduler, here, ct);
        }
    }

    /// <summary>A job whose last due firing has no finished run is started once. Firings from before the installation existed do not count.</summary>
    private async Task CatchUpAsync(IScheduler scheduler, TimeZoneInfo here, CancellationToken ct)
    {
        await using var db = data.Read();
        var since = await db.Set<AuditEntry>().OrderBy(e => e.Id).Select(e => (DateTime?)e.At).FirstOrDefaultAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var (work, setting) in (await SettingsAsync(ct)).Where(s => s.Setting.Enabled))
        {
            if (JobCron.LastBefore(setting.Cron, here, now) is not { } due || due < (since ?? now))
            {
                continue;
            }

            var local = TimeZoneInfo.ConvertTimeFromUtc(due, here);
            var key = work.FiringKey(local);
            if (!await db.Set<JobRun>().AnyAsync(r => r.Name == work.Name && r.PeriodKey == key && r.State == JobState.Done, ct))
            {
                log.LogInformation("Job {Name} missed its run for {Period} and is started now", work.Name, key);
                await scheduler.TriggerJob(new JobKey(work.Name), new JobDataMap { [WorkJob.AsOf] = local.ToString("s", CultureInfo.InvariantCulture) }, ct);
            }
        }
    }

    private static IJobDetail Detail(IScheduledWork work) =>
        JobBuilder.Create<WorkJob>().WithIdentity(work.Name).UsingJobData(WorkJob.Name, work.Name).StoreDurably().RequestRecovery().Build();

    private async Task<List<(IScheduledWork Work, JobSetting Setting)>> SettingsAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var saved = await db.Set<JobSetting>().ToDictionaryAsync(s => s.Name, ct);
        return [.. works.Select(w => (w, saved.GetValueOrDefault(w.Name) ?? new JobSetting { Name = w.Name, Cron = w.DefaultCron }))];
    }
}
