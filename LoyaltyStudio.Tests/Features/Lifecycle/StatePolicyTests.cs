using LoyaltyStudio.Features.Lifecycle.Deciding;
using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Tests.Features.Lifecycle;

/// <summary>The nine states and their limits (semantics 8), worked out by hand.</summary>
public sealed class StatePolicyTests
{
    private const int Today = 739_000;
    private static readonly LifecycleSettings Settings = new();

    private static StateFacts Regular(int daysAgo) => new() { FirstDay = Today - 900, LastDay = Today - daysAgo, Purchases = 12, Rhythm = 40 };

    private static LifecycleState Of(StateFacts facts) => StatePolicy.Decide(facts, Settings, Today).State;

    [Theory]
    [InlineData(0, LifecycleState.Active)]
    [InlineData(59, LifecycleState.Active)]
    [InlineData(60, LifecycleState.Hesitating)]
    [InlineData(99, LifecycleState.Hesitating)]
    [InlineData(100, LifecycleState.Lapsed)]
    [InlineData(159, LifecycleState.Lapsed)]
    [InlineData(160, LifecycleState.Lost)]
    public void With_forty_days_between_purchases_the_limits_lie_at_sixty_a_hundred_and_a_hundred_and_sixty(int daysAgo, LifecycleState expected) => Assert.Equal(expected, Of(Regular(daysAgo)));

    [Fact]
    public void Two_years_without_a_purchase_is_lost_whatever_the_rhythm() =>
        Assert.Equal((LifecycleState.Lost, LifecycleState.Hesitating), (Of(Regular(730) with { Rhythm = 400, FirstDay = Today - 2_000 }), Of(Regular(729) with { Rhythm = 400, FirstDay = Today - 2_000 })));

    [Fact]
    public void The_first_that_fits_is_taken()
    {
        var all = Regular(5) with { BackDay = Today - 5, ComplaintDay = Today - 2, Purchases = 2, FirstDay = Today - 30, Unsubscribed = true, TopTier = true, Recommends = true };
        Assert.Equal(LifecycleState.Returned, Of(all));
        Assert.Equal(LifecycleState.AtRisk, Of(all = all with { BackDay = 0 }));
        Assert.Equal(LifecycleState.New, Of(all = all with { ComplaintDay = 0 }));
        Assert.Equal(LifecycleState.Lost, Of(all = all with { FirstDay = Today - 91 }));
        Assert.Equal(LifecycleState.Ambassador, Of(all = all with { Unsubscribed = false }));
        Assert.Equal(LifecycleState.Active, Of(all with { Recommends = false }));
        Assert.Equal(LifecycleState.Unknown, Of(default));
    }

    [Fact]
    public void A_third_purchase_ends_being_new() => Assert.Equal((LifecycleState.New, LifecycleState.Active),
        (Of(new() { FirstDay = Today - 80, LastDay = Today - 3, Purchases = 2, Rhythm = 40 }), Of(new() { FirstDay = Today - 80, LastDay = Today - 3, Purchases = 3, Rhythm = 40 })));

    [Fact]
    public void A_low_score_and_a_broken_promise_count_for_ninety_days() => Assert.Equal([LifecycleState.AtRisk, LifecycleState.Active, LifecycleState.AtRisk, LifecycleState.Active],
        [Of(Regular(3) with { LowScoreDay = Today - 90 }), Of(Regular(3) with { LowScoreDay = Today - 91 }), Of(Regular(3) with { BrokenDay = Today - 90 }), Of(Regular(3) with { BrokenDay = Today - 91 })]);

    [Fact]
    public void Returned_lasts_sixty_days() => Assert.Equal((LifecycleState.Returned, LifecycleState.Active), (Of(Regular(3) with { BackDay = Today - 60 }), Of(Regular(3) with { BackDay = Today - 61 })));

    [Fact]
    public void The_rhythm_is_shrunk_towards_the_group()
    {
        ushort[] gaps = [10, 30, 20, 80], scratch = new ushort[4];
        Assert.Equal(25, RhythmPolicy.Median(gaps, scratch));

        // (4 × 25 + 3 × 60) ÷ 7
        Assert.Equal(40, RhythmPolicy.Of(gaps, 60, 3, scratch));
        Assert.Equal(60, RhythmPolicy.Of([], 60, 3, scratch));
    }

    [Fact]
    public void Who_was_lost_before_the_last_purchase_has_come_back_on_it()
    {
        var scratch = new ushort[8];

        // Before the gap of 200 days the rhythm was (2 × 20 + 3 × 40) ÷ 5 = 32, lost from 128 days.
        Assert.Equal(Today - 10, RhythmPolicy.BackDay([20, 20, 200], Today - 10, 40, Settings, Today, scratch));
        Assert.Equal(Today - 30, RhythmPolicy.BackDay([20, 20, 200, 20], Today - 10, 40, Settings, Today, scratch));
        Assert.Equal(0, RhythmPolicy.BackDay([20, 20, 127], Today - 10, 40, Settings, Today, scratch));
        Assert.Equal(0, RhythmPolicy.BackDay([20, 20, 200], Today - 61, 40, Settings, Today, scratch));
    }

    [Fact]
    public void Nothing_turns_by_itself_before_the_day_on_which_it_is_looked_at_again()
    {
        var chance = new Random(7);
        for (var i = 0; i < 4_000; i++)
        {
            var last = Today - chance.Next(0, 900);
            var facts = new StateFacts
            {
                FirstDay = last - chance.Next(0, 200), LastDay = chance.Next(9) == 0 ? 0 : last, Purchases = chance.Next(1, 5), Rhythm = 1 + (chance.NextDouble() * 200), BackDay = Sometimes(80), LowScoreDay = Sometimes(120),
                BrokenDay = Sometimes(120), ComplaintDay = chance.Next(10) == 0 ? Today - 3 : 0, TopTier = chance.Next(3) == 0, Recommends = chance.Next(2) == 0, Unsubscribed = chance.Next(8) == 0,
            };
            facts = facts.LastDay == 0 ? facts with { FirstDay = 0 } : facts;
            var now = StatePolicy.Decide(facts, Settings, Today);
            var until = now.NextDay == 0 ? Today + 1_000 : now.NextDay;
            for (var day = Today + 1; day < until; day++)
            {
                Assert.Equal(now.State, StatePolicy.Decide(facts, Settings, day).State);
            }
        }

        int Sometimes(int most) => chance.Next(4) == 0 ? Today - chance.Next(0, most) : 0;
    }
}
