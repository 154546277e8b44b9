using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Tests.Features.Tiers;

public sealed class TierPolicyTests
{
    private static readonly ProgrammeTimeline Timeline = new([new LiveProgramme(1, 1, new DateOnly(2000, 1, 1), ReferenceProgramme.Content)]);

    private static readonly DateOnly Since = new(2020, 5, 5);

    private static TierMeasure Earned(params (string On, long Points)[] points) =>
        (_, from, to) => points.Where(p => DateOnly.Parse(p.On) >= from && DateOnly.Parse(p.On) <= to).Sum(p => p.Points);

    [Fact]
    public void A_reached_threshold_raises_at_once_until_the_end_of_the_month_a_year_on()
    {
        var step = Assert.Single(TierPolicy.Advance(null, Timeline, Earned(("2026-03-10", 500)), Since, new DateOnly(2026, 3, 10)));
        Assert.Equal(("brons", "zilver", "upgrade"), (step.FromTier, step.To.Tier, step.Cause));
        Assert.Equal((new DateOnly(2026, 3, 10), new DateOnly(2027, 3, 31)), (step.To.Since, step.To.ValidUntil));
    }

    [Fact]
    public void Points_of_a_year_ago_do_not_count_any_more()
    {
        Assert.Empty(TierPolicy.Advance(null, Timeline, Earned(("2025-03-10", 500)), Since, new DateOnly(2026, 3, 10)));
        Assert.Single(TierPolicy.Advance(null, Timeline, Earned(("2025-03-11", 500)), Since, new DateOnly(2026, 3, 10)));
    }

    [Fact]
    public void At_the_review_the_retention_threshold_keeps_the_tier()
    {
        var step = Assert.Single(TierPolicy.Advance(new("zilver", new(2025, 3, 10), new(2026, 3, 31)), Timeline, Earned(("2026-01-05", 400)), Since, new DateOnly(2026, 4, 1)));
        Assert.Equal(("zilver", "kept", new DateOnly(2025, 3, 10), new DateOnly(2027, 3, 31)), (step.To.Tier, step.Cause, step.To.Since, step.To.ValidUntil!.Value));
    }

    [Fact]
    public void Without_it_the_member_drops_one_step_and_later_another()
    {
        var steps = TierPolicy.Advance(new("goud", new(2025, 3, 10), new(2026, 3, 31)), Timeline, Earned(("2026-01-05", 100)), Since, new DateOnly(2027, 6, 1));
        Assert.Equal(["zilver", "brons"], steps.Select(s => s.To.Tier));
        Assert.Null(steps[^1].To.ValidUntil);
    }

    [Fact]
    public void Where_the_programme_says_so_the_member_drops_to_what_was_earned()
    {
        var timeline = new ProgrammeTimeline([new LiveProgramme(1, 1, new DateOnly(2000, 1, 1), ReferenceProgramme.Content with { TierRule = ReferenceProgramme.Content.TierRule with { Drop = TierDrop.ToEarnedLevel } })]);
        var step = Assert.Single(TierPolicy.Advance(new("goud", new(2025, 3, 10), new(2026, 3, 31)), timeline, Earned(("2026-01-05", 100)), Since, new DateOnly(2026, 4, 2)));
        Assert.Equal("brons", step.To.Tier);
    }

    [Fact]
    public void On_its_last_day_a_tier_still_holds() =>
        Assert.Empty(TierPolicy.Advance(new("zilver", new(2025, 3, 10), new(2026, 3, 31)), Timeline, Earned(), Since, new DateOnly(2026, 3, 31)));
}
