using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>When the job opens which run.</summary>
public sealed class DuePeriodsTests
{
    private static ChequeScheme Scheme(string code, CalendarUnit period, int days) => ReferenceProgramme.Content.Cheques with { Code = code, Period = period, CutOffDays = days };

    private static ProgrammeContent With(params ChequeScheme[] schemes) => ReferenceProgramme.Content with { Schemes = schemes };

    private static ProgrammeTimeline Timeline(params (DateOnly From, ProgrammeContent Content)[] versions) => new([.. versions.Select((v, i) => new LiveProgramme(i + 1, i + 1, v.From, v.Content))]);

    private static string Due(ProgrammeTimeline timeline, DateOnly on) => string.Join(", ", DuePeriods.Of(timeline, on).Select(d => $"{d.Scheme.Code} {d.Period}"));

    [Theory]
    [InlineData("2026-04-05", "main 2025-Q4")]
    [InlineData("2026-04-06", "main 2026-Q1")]
    [InlineData("2026-04-13", "main 2026-Q1")]
    [InlineData("2026-07-05", "main 2026-Q1")]
    [InlineData("2026-07-06", "main 2026-Q2")]
    public void A_cut_off_five_days_after_the_quarter_is_due_on_the_sixth_day_and_stays_due_until_the_next(string on, string due) =>
        Assert.Equal(due, Due(Timeline((new(2020, 1, 1), With(Scheme("main", CalendarUnit.Quarter, 5)))), DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_day_of_twenty_years_has_exactly_one_due_period_per_scheme_whose_cut_off_came_last()
    {
        var timeline = Timeline((new(2000, 1, 1), With(Scheme("a", CalendarUnit.Month, 0), Scheme("b", CalendarUnit.Month, 60), Scheme("c", CalendarUnit.Quarter, 17), Scheme("d", CalendarUnit.HalfYear, 59), Scheme("e", CalendarUnit.Year, 1))));
        for (var day = new DateOnly(2010, 1, 1); day < new DateOnly(2030, 1, 1); day = day.AddDays(1))
        {
            var due = DuePeriods.Of(timeline, day);
            Assert.Equal(5, due.Select(d => d.Scheme.Code).Distinct().Count());
            Assert.Equal(5, due.Count);
            foreach (var d in due)
            {
                var (last, unit) = BusinessCalendar.ParsePeriod(d.Period)!.Value;
                Assert.Equal(last.AddDays(d.Scheme.CutOffDays), d.CutOff);
                Assert.True(d.CutOff < day && BusinessCalendar.Ceiling(last.AddDays(1), unit).AddDays(d.Scheme.CutOffDays) >= day);
            }
        }
    }

    [Fact]
    public void A_scheme_that_a_new_version_leaves_out_gets_its_last_run_and_a_new_one_none_for_the_time_before_it()
    {
        var timeline = Timeline((new(2020, 1, 1), With(Scheme("main", CalendarUnit.Quarter, 0), Scheme("old", CalendarUnit.Quarter, 3))), (new(2026, 4, 1), With(Scheme("new", CalendarUnit.Month, 0), Scheme("main", CalendarUnit.Quarter, 0))));

        Assert.Equal("main 2026-Q1, old 2026-Q1", Due(timeline, new(2026, 4, 4)));
        Assert.Equal("main 2026-Q1, old 2026-Q1, new 2026-04", Due(timeline, new(2026, 5, 1)));
        Assert.Equal("new 2026-06, main 2026-Q2, old 2026-Q1", string.Join(", ", Due(timeline, new(2026, 7, 1)).Split(", ").OrderBy(d => d.StartsWith("old", StringComparison.Ordinal))));
        Assert.Equal("new 2026-06, main 2026-Q2", Due(timeline, new(2026, 7, 4)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_job_opens_and_calculates_every_scheme_on_its_day_once_also_a_week_late_and_leaves_approval_to_a_person(string engine)
    {
        var content = With(Scheme("main", CalendarUnit.Quarter, 0), Scheme("late", CalendarUnit.Quarter, 5), Scheme("month", CalendarUnit.Month, 0));
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2026, 3, 31, 3, 0, 0, DateTimeKind.Utc)), content);
        var work = retailer.Get<IEnumerable<IScheduledWork>>().Single(w => w.Name == "issue-cheques");
        async Task<string> NightAsync(DateOnly day)
        {
            retailer.Clock.Advance(day.ToDateTime(new TimeOnly(3, 0)) - retailer.Clock.Now);
            await work.RunAsync(new WorkRun(day, work.PeriodKey(day), Actor.Job(work.Name), new Dictionary<string, string>(), (_, _, _) => { }), default);
            return string.Join(", ", await retailer.ReadAsync(db => db.Set<ChequeRun>().OrderBy(r => r.Id).Select(r => r.Scheme + " " + r.Period + " " + r.State.ToString()).ToListAsync()));
        }

        // The clocks go forward on the 29th of March; the night has one hour less.
        Assert.Equal("late 2025-Q4 Calculated, main 2025-Q4 Calculated, month 2026-02 Calculated", string.Join(", ", (await NightAsync(new(2026, 3, 31))).Split(", ").Order(StringComparer.Ordinal)));
        var first = await NightAsync(new(2026, 4, 1));
        Assert.EndsWith("main 2026-Q1 Calculated, month 2026-03 Calculated", first, StringComparison.Ordinal);
        Assert.DoesNotContain("late 2026-Q1", await NightAsync(new(2026, 4, 5)), StringComparison.Ordinal);
        var missed = await NightAsync(new(2026, 4, 13));
        Assert.EndsWith("late 2026-Q1 Calculated", missed, StringComparison.Ordinal);
        Assert.Equal(missed, await NightAsync(new(2026, 4, 14)));
        Assert.Equal(new DateOnly(2026, 4, 5), await retailer.ReadAsync(db => db.Set<ChequeRun>().Where(r => r.Scheme == "late" && r.Period == "2026-Q1").Select(r => r.CutOff).SingleAsync()));
    }

    [Fact]
    public void Missed_periods_go_back_twelve_at_most_and_never_behind_the_first_publication_or_the_first_day_of_the_scheme()
    {
        var longAgo = Timeline((new(2000, 1, 1), With(Scheme("main", CalendarUnit.Month, 0))));
        string Missed(ProgrammeTimeline timeline, DateOnly on, DateOnly since) => string.Join(", ", DuePeriods.Missed(timeline, on, since).Select(d => d.Period));
        Assert.Equal("", Missed(longAgo, new(2026, 3, 31), new(2026, 3, 31)));
        Assert.Equal("2026-01, 2026-02", Missed(longAgo, new(2026, 4, 2), new(2026, 1, 15)));
        Assert.Equal("2025-03", Missed(longAgo, new(2026, 4, 2), new(2001, 1, 1)).Split(", ")[0]);
        Assert.Equal(12, DuePeriods.Missed(longAgo, new(2026, 4, 2), new(2001, 1, 1)).Count);
        Assert.Equal("2026-02", Missed(Timeline((new(2026, 2, 10), With(Scheme("main", CalendarUnit.Month, 0)))), new(2026, 4, 2), new(2026, 1, 15)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task After_a_long_stop_every_missed_period_is_opened_in_order_but_a_fresh_start_opens_only_the_last_one(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc)), With(Scheme("main", CalendarUnit.Month, 0)));
        var work = retailer.Get<IEnumerable<IScheduledWork>>().Single(w => w.Name == "issue-cheques");
        async Task<string> NightAsync(DateOnly day)
        {
            retailer.Clock.Advance(day.ToDateTime(new TimeOnly(3, 0)) - retailer.Clock.Now);
            await work.RunAsync(new WorkRun(day, work.PeriodKey(day), Actor.Job(work.Name), new Dictionary<string, string>(), (_, _, _) => { }), default);
            return string.Join(", ", await retailer.ReadAsync(db => db.Set<ChequeRun>().OrderBy(r => r.Id).Select(r => r.Period + " " + r.State.ToString()).ToListAsync()));
        }

        // The programme holds since 2000, for all purchases of the past.
        Assert.Equal("2025-12 Calculated", await NightAsync(new(2026, 1, 16)));
        const string All = "2025-12 Calculated, 2026-01 Calculated, 2026-02 Calculated, 2026-03 Calculated";
        Assert.True(await work.IsDueAsync(default) is false);
        retailer.Clock.Advance(new DateTime(2026, 4, 2, 2, 0, 0, DateTimeKind.Utc) - retailer.Clock.Now);
        Assert.True(await work.IsDueAsync(default));
        Assert.Equal(All, await NightAsync(new(2026, 4, 2)));
        Assert.False(await work.IsDueAsync(default));
        Assert.Equal(All, await NightAsync(new(2026, 4, 3)));

        // What a person gave up stays given up until a person opens it again.
        foreach (var period in new[] { "2026-02", "2026-03" })
        {
            var run = await retailer.ReadAsync(db => db.Set<ChequeRun>().Where(r => r.Period == period).Select(r => r.Id).SingleAsync());
            (await retailer.Get<CancelChequeRun>().RunAsync(retailer.Anna, run, default)).Must();
        }

        Assert.False(await work.IsDueAsync(default));
        Assert.Equal("2025-12 Calculated, 2026-01 Calculated, 2026-02 Cancelled, 2026-03 Cancelled", await NightAsync(new(2026, 4, 4)));
        (await retailer.Get<PrepareChequeRun>().RunAsync(retailer.Anna, new("2026-03"), default)).Must();
        Assert.EndsWith("2026-03 Cancelled, 2026-03 Calculated", await NightAsync(new(2026, 4, 5)), StringComparison.Ordinal);
    }
}
