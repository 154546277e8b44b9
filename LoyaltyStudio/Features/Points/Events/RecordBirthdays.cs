using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Events;

public sealed record BirthdaysDone(int Members, long Points);

/// <summary>
/// Records the birthday of every member whose day it is, once per member and year, where the programme of that day has points for it. Nights that were missed are
/// caught up for a week. Whoever was born on 29 February has the birthday on the 28th in other years.
/// </summary>
public sealed class RecordBirthdays(StudioData data, OrganisationBook organisation, EventBook book)
{
    private const int CatchUpDays = 7, Block = 1_000;

    public async Task<Outcome<BirthdaysDone>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        var done = new BirthdaysDone(0, 0);
        for (var day = asOf.AddDays(-CatchUpDays); day <= asOf; day = day.AddDays(1))
        {
            for (var block = new BirthdaysDone(Block, 0); block.Members == Block;)
            {
                var on = day;
                block = await data.WriteAsync(db => BlockAsync(db, actor, on, calendar.ToUtc(on.ToDateTime(new TimeOnly(0, 0))), ct), ct, Lane.Job);
                done = new BirthdaysDone(done.Members + block.Members, done.Points + block.Points);
                report?.Invoke(done.Members, 0, "members");
            }
        }

        return done;
    }

    private async Task<BirthdaysDone> BlockAsync(StudioDb db, Actor actor, DateOnly on, DateTime at, CancellationToken ct)
    {
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(on) is not { } live || !EarningPlan.Of(live.Content).EventRules("birthday").Any())
        {
            return new BirthdaysDone(0, 0);
        }

        var leapToo = on is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(on.Year);
        var year = on.Year;
        var members = await db.Set<Member>().AsNoTracking()
            .Where(m => m.Status == MemberStatus.Active && m.EnrolledOn <= on && m.BirthDate != null && m.BirthDate.Value.Year < year && m.BirthDate.Value.Month == on.Month
                && (m.BirthDate.Value.Day == on.Day || (leapToo && m.BirthDate.Value.Day == 29)))
            .Where(m => !db.Set<MemberEvent>().Any(e => e.MemberId == m.Id && e.Kind == "birthday" && e.BusinessDate.Year == year))
            .OrderBy(m => m.Id).Take(Block).Select(m => m.Id).ToListAsync(ct);
        var events = members.ConvertAll(m => EventBook.Noticed("birthday", m, on, at, year));
        await book.RecordAsync(db, actor, events, ct);
        return new BirthdaysDone(events.Count, events.Sum(e => e.Points));
    }
}

/// <summary>The job birthday-points.</summary>
internal sealed class BirthdayPointsWork(RecordBirthdays birthdays) : IScheduledWork
{
    public string Name => "birthday-points";

    public string DefaultCron => "0 0 5 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await birthdays.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Members:N0} members had their birthday and got {done.Points:N0} points.");
    }
}
