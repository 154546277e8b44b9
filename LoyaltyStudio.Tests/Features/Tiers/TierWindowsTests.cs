using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Features.Tiers;

/// <summary>Every window, validity, grace and upgrade form of the tier policy, with the days on which calendars are odd.</summary>
public sealed class TierWindowsTests
{
    private static readonly DateOnly Since = new(2024, 2, 29);

    private static TierMeasure Did(params (string On, long Amount)[] done) =>
        (_, from, to) => done.Where(p => DateOnly.Parse(p.On) >= from && DateOnly.Parse(p.On) <= to).Sum(p => p.Amount);

    private static ProgrammeTimeline With(TierRule? rule = null, TierWindow? window = null) => new([new LiveProgramme(1, 1, new DateOnly(2000, 1, 1), ReferenceProgramme.Content with
    {
        Tiers = [.. ReferenceProgramme.Content.Tiers.Select(t => window is null ? t : t with { Ways = [.. t.Ways.Select(w => new TierWay([.. w.Goals.Select(g => g with { Window = window })]))] })],
        TierRule = rule ?? ReferenceProgramme.Content.TierRule,
    })]);

    private static DateOnly Day(string day) => DateOnly.Parse(day);

    [Theory]
    [InlineData(WindowKind.Rolling, 12, CalendarUnit.Month, "2024-02-29", "2023-03-01")]
    [InlineData(WindowKind.Rolling, 1, CalendarUnit.Month, "2026-03-31", "2026-03-01")]
    [InlineData(WindowKind.Rolling, 6, CalendarUnit.Month, "2026-08-31", "2026-03-01")]
    [InlineData(WindowKind.Calendar, 0, CalendarUnit.Month, "2026-02-28", "2026-02-01")]
    [InlineData(WindowKind.Calendar, 0, CalendarUnit.Quarter, "2026-05-10", "2026-04-01")]
    [InlineData(WindowKind.Calendar, 0, CalendarUnit.HalfYear, "2026-12-31", "2026-07-01")]
    [InlineData(WindowKind.Calendar, 0, CalendarUnit.Year, "2026-12-31", "2026-01-01")]
    [InlineData(WindowKind.MembershipYear, 0, CalendarUnit.Month, "2025-02-27", "2024-02-29")]
    [InlineData(WindowKind.MembershipYear, 0, CalendarUnit.Month, "2025-02-28", "2025-02-28")]
    [InlineData(WindowKind.MembershipYear, 0, CalendarUnit.Month, "2028-02-28", "2027-02-28")]
    [InlineData(WindowKind.MembershipYear, 0, CalendarUnit.Month, "2028-02-29", "2028-02-29")]
    [InlineData(WindowKind.Lifetime, 0, CalendarUnit.Month, "2026-05-10", "0001-01-01")]
    public void A_window_begins_where_its_kind_says(WindowKind kind, int months, CalendarUnit unit, string on, string from) =>
        Assert.Equal((Day(from), Day(on)), TierPolicy.Window(new TierWindow(kind, months, unit), Day(on), Since));

    [Theory]
    [InlineData(TierValidity.Months, 12, CalendarUnit.Month, "2024-02-29", "2025-02-28")]
    [InlineData(TierValidity.Months, 12, CalendarUnit.Day, "2024-02-29", "2025-02-28")]
    [InlineData(TierValidity.Months, 1, CalendarUnit.Day, "2026-01-31", "2026-02-28")]
    [InlineData(TierValidity.Months, 3, CalendarUnit.Quarter, "2026-02-10", "2026-06-30")]
    [InlineData(TierValidity.NextPeriod, 0, CalendarUnit.Quarter, "2026-02-10", "2026-06-30")]
    [InlineData(TierValidity.NextPeriod, 0, CalendarUnit.Year, "2026-12-31", "2027-12-31")]
    [InlineData(TierValidity.NextPeriod, 0, CalendarUnit.HalfYear, "2026-07-01", "2027-06-30")]
    public void A_tier_lasts_as_its_rule_says(TierValidity validity, int months, CalendarUnit unit, string from, string until) =>
        Assert.Equal(Day(until), TierPolicy.ValidUntil(new TierRule(validity, months, unit, TierUpgrade.AtOnce, TierDrop.OneStep), Day(from)));

    [Fact]
    public void A_calendar_window_begins_anew_with_every_period()
    {
        var timeline = With(window: TierWindow.Of(CalendarUnit.Quarter));
        Assert.Empty(TierPolicy.Advance(null, timeline, Did(("2026-03-31", 300), ("2026-04-01", 300)), Since, Day("2026-04-01")));
        Assert.Single(TierPolicy.Advance(null, timeline, Did(("2026-04-02", 300), ("2026-04-01", 300)), Since, Day("2026-04-02")));
    }

    [Fact]
    public void In_the_grace_days_what_was_missing_may_still_come_and_keeps_the_tier_on_that_day()
    {
        var timeline = With(ReferenceProgramme.Content.TierRule with { GraceDays = 14 });
        var now = new TierStanding("zilver", Day("2025-03-10"), Day("2026-03-31"));
        var done = Did(("2025-04-01", 350), ("2026-04-09", 50));
        Assert.Empty(TierPolicy.Advance(now, timeline, Did(("2025-04-01", 350)), Since, Day("2026-04-14")));
        var kept = Assert.Single(TierPolicy.Advance(now, timeline, done, Since, Day("2026-06-01")));
        Assert.Equal(("kept", Day("2026-04-09"), Day("2027-03-31"), 400L), (kept.Cause, kept.On, kept.To.ValidUntil!.Value, kept.Metric));
        var drop = Assert.Single(TierPolicy.Advance(now, timeline, Did(("2025-04-01", 350), ("2026-04-15", 50)), Since, Day("2026-04-15")));
        Assert.Equal(("drop", Day("2026-04-15"), "brons"), (drop.Cause, drop.On, drop.To.Tier));
    }

    [Fact]
    public void With_the_next_period_a_reached_tier_is_decided_now_and_begins_on_its_first_day()
    {
        var timeline = With(ReferenceProgramme.Content.TierRule with { Upgrade = TierUpgrade.NextPeriod, Unit = CalendarUnit.Quarter, Validity = TierValidity.NextPeriod });
        var step = Assert.Single(TierPolicy.Advance(null, timeline, Did(("2026-02-10", 500)), Since, Day("2026-02-10")));
        Assert.Equal(("coming", "brons", "zilver", Day("2026-04-01")), (step.Cause, step.To.Tier, step.To.Coming, step.To.ComingOn!.Value));
        Assert.Empty(TierPolicy.Advance(step.To, timeline, Did(("2026-02-10", 500)), Since, Day("2026-03-31")));
        var begun = Assert.Single(TierPolicy.Advance(step.To, timeline, Did(("2026-02-10", 500)), Since, Day("2026-04-03")));
        Assert.Equal(("upgrade", "zilver", Day("2026-04-01"), Day("2026-06-30")), (begun.Cause, begun.To.Tier, begun.To.Since, begun.To.ValidUntil!.Value));
        var cancelled = Assert.Single(TierPolicy.Advance(step.To, timeline, Did(("2026-02-10", 450)), Since, Day("2026-04-03")));
        Assert.Equal(("cancelled", "brons", null), (cancelled.Cause, cancelled.To.Tier, cancelled.To.Coming));
    }

    [Fact]
    public void A_tier_that_is_given_is_left_alone_and_then_reviewed()
    {
        var given = new TierStanding("goud", Day("2026-01-10"), Day("2026-03-15")) { ManualUntil = Day("2026-03-15") };
        Assert.Empty(TierPolicy.Advance(given, With(), Did(), Since, Day("2026-03-15")));
        var step = Assert.Single(TierPolicy.Advance(given, With(), Did(), Since, Day("2026-03-16")));
        Assert.Equal(("drop", "zilver", null), (step.Cause, step.To.Tier, step.To.ManualUntil));
        Assert.Equal("kept", Assert.Single(TierPolicy.Advance(given, With(), Did(("2026-03-01", 1200)), Since, Day("2026-03-16"))).Cause);
    }

    [Fact]
    public void A_way_asks_all_of_its_goals_and_any_way_is_enough()
    {
        var tier = new Tier("vip", "VIP", "VIP", 100, "#000000",
            [new([new(TierMetric.Spend, 100_00, 50_00, TierWindow.RollingMonths(12)), new(TierMetric.Visits, 5, 2, TierWindow.RollingMonths(12))]), new([new(TierMetric.Points, 900, 900, TierWindow.RollingMonths(12))])], []);
        TierMeasure Of(long spend, long visits, long points) => (metric, _, _) => metric switch { TierMetric.Spend => spend, TierMetric.Visits => visits, _ => points };
        Assert.False(TierPolicy.Fulfils(tier, Of(100_00, 4, 899), Since, Day("2026-01-01"), keeping: false));
        Assert.True(TierPolicy.Fulfils(tier, Of(100_00, 5, 0), Since, Day("2026-01-01"), keeping: false));
        Assert.True(TierPolicy.Fulfils(tier, Of(0, 0, 900), Since, Day("2026-01-01"), keeping: false));
        Assert.True(TierPolicy.Fulfils(tier, Of(50_00, 2, 0), Since, Day("2026-01-01"), keeping: true));
        Assert.Equal([(TierMetric.Spend, 90_00L), (TierMetric.Visits, 5L)], TierPolicy.Measure(tier, Of(90_00, 5, 100), Since, Day("2026-01-01"), keeping: false).Select(g => (g.Metric, g.Value)));
    }

    [Fact]
    public void The_outlook_carries_the_rules_on_with_nothing_more_and_at_the_pace_of_half_a_year()
    {
        var now = new TierStanding("zilver", Day("2026-01-10"), Day("2026-12-31"));
        var outlook = TierOutlook.Of(now, With(), Did(("2026-02-10", 150), ("2026-05-10", 150)), Since, Day("2026-07-01"));
        Assert.Equal((Day("2027-01-01"), "brons", "zilver"), (outlook.On, outlook.IfNothing.Code, outlook.AtPace.Code));
    }

    [Fact]
    public void Day_by_day_comes_to_the_same_as_a_leap_from_purchase_to_purchase()
    {
        TierWindow[] windows = [TierWindow.RollingMonths(12), TierWindow.Of(CalendarUnit.Quarter), TierWindow.Of(CalendarUnit.Year), new(WindowKind.MembershipYear, 0, CalendarUnit.Month), new(WindowKind.Lifetime, 0, CalendarUnit.Month)];
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var rule = new TierRule((TierValidity)random.Next(2), 1 + random.Next(14), random.Next(2) == 0 ? CalendarUnit.Month : CalendarUnit.Quarter, (TierUpgrade)random.Next(2), (TierDrop)random.Next(2)) { GraceDays = random.Next(3) * 20 };
            var timeline = With(rule, windows[random.Next(windows.Length)]);
            var first = Day("2023-12-01");
            var bought = Enumerable.Range(0, 14).Select(_ => (On: first.AddDays(random.Next(900)), Points: 50L + random.Next(500))).OrderBy(b => b.On).ToList();
            var daily = Run(timeline, bought, Enumerable.Range(0, 1_300).Select(first.AddDays));
            var leaps = Run(timeline, bought, bought.Select(b => b.On).Append(first.AddDays(1_299)));
            Assert.True(daily.SequenceEqual(leaps), $"seed {seed}\n{string.Join("\n", daily)}\n---\n{string.Join("\n", leaps)}");
        }
    }

    private static List<string> Run(ProgrammeTimeline timeline, List<(DateOnly On, long Points)> bought, IEnumerable<DateOnly> days)
    {
        var log = new List<string>();
        TierStanding? now = null;
        foreach (var day in days)
        {
            foreach (var step in TierPolicy.Advance(now, timeline, (_, from, to) => bought.Where(b => b.On >= from && b.On <= to && b.On <= day).Sum(b => b.Points), Since, day))
            {
                now = step.To;
                log.Add($"{step.On} {step.FromTier}>{step.To.Tier} {step.Cause} until {step.To.ValidUntil} coming {step.To.Coming} {step.To.ComingOn}");
            }
        }

        return log;
    }
}
