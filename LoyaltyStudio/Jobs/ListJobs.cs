using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Jobs;

/// <summary>One run for a screen. Interrupted: the row says running, but nobody holds it any more.</summary>
public sealed record JobRunRow(long Id, string Name, string Period, JobState State, bool Interrupted, int Attempt, string Actor, DateOnly AsOf, DateTime StartedAt,
    DateTime? FinishedAt, long Done, long Total, string Step, string Result, string Error, string CancelledBy)
{
    public TimeSpan? Took => FinishedAt - StartedAt;

    internal static JobRunRow Of(JobRun run, DateTime now) => new(run.Id, run.Name, run.PeriodKey, run.State, run.State == JobState.Running && run.LeaseUntil <= now,
        run.Attempt, run.Actor, run.AsOf, run.StartedAt, run.FinishedAt, run.DoneItems, run.TotalItems, run.Step, run.Result, run.Error, run.CancelledBy);
}

/// <summary>One job: what it is, when it runs, and how it went lately.</summary>
public sealed record JobRow(string Name, string Title, string Explanation, string Cron, string DefaultCron, bool Enabled, ScheduleText Schedule, DateTime? NextAt,
    JobRunRow? Running, JobRunRow? Last);

/// <summary>Every job of this installation, in the order of the night.</summary>
public sealed class ListJobs(StudioData data, TimeProvider clock, IJobZone zone, IEnumerable<IScheduledWork> works)
{
    public async Task<Outcome<IReadOnlyList<JobRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewJobs))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        var setUp = await zone.FindAsync(ct);
        var saved = await db.Set<JobSetting>().ToDictionaryAsync(s => s.Name, ct);
        var rows = new List<JobRow>();
        foreach (var work in works)
        {
            var setting = saved.GetValueOrDefault(work.Name) ?? new JobSetting { Name = work.Name, Cron = work.DefaultCron };
            var runs = await db.Set<JobRun>().Where(r => r.Name == work.Name).OrderByDescending(r => r.StartedAt).Take(5).ToListAsync(ct);
            var all = runs.ConvertAll(r => JobRunRow.Of(r, now));
            var (title, explanation) = JobWords.Of(work.Name);
            var next = setUp is not null && setting.Enabled ? JobCron.NextAfter(setting.Cron, setUp, now) : null;
            rows.Add(new JobRow(work.Name, title, explanation, setting.Cron, work.DefaultCron, setting.Enabled, ScheduleWords.Of(setting.Cron), next,
                all.Find(r => r is { State: JobState.Running, Interrupted: false }), all.Find(r => r.State != JobState.Running || r.Interrupted)));
        }

        return rows.OrderBy(r => Array.IndexOf(Order, r.Name) is >= 0 and var i ? i : Order.Length).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
    }

    private static readonly string[] Order =
        ["expire-points", "birthday-points", "evaluate-tiers", "member-notices", "refresh-states", "refresh-segments", "run-campaigns", "measure-campaigns", "deliver-outbox", "deliver-hand-overs", "reward-invitations", "issue-cheques", "deliver-cheques", "expire-cheques", "lapse-reservations", "refit-predictions", "reconcile"];
}
