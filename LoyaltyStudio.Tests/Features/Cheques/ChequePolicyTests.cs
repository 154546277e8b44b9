using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Features.Cheques;

public sealed class ChequePolicyTests
{
    private static readonly ChequeScheme Scheme = new(CalendarUnit.Quarter, PointsPerStep: 20, StepCents: 500, MinimumCents: 500, MaximumCents: 5000, ValidMonths: 6, [new("goud", 200)]);

    [Fact]
    public void The_published_example_holds()
    {
        // 1 point per € 10, 20 points = € 5: € 220 spent is 22 points, a cheque of € 5, 20 used, 2 carried (semantics 7).
        Assert.Equal(new ChequeValue(500, 20), ChequePolicy.Decide(Scheme, "brons", 22));
    }

    [Theory]
    [InlineData(19, 0, 0)]
    [InlineData(20, 500, 20)]
    [InlineData(59, 1000, 40)]
    [InlineData(1000, 5000, 200)]
    [InlineData(-5, 0, 0)]
    public void A_cheque_comes_in_whole_steps_between_minimum_and_maximum(long points, long cents, long used) =>
        Assert.Equal(new ChequeValue(cents, used), ChequePolicy.Decide(Scheme, "brons", points));

    [Fact]
    public void A_tier_that_doubles_the_value_needs_half_the_points() => Assert.Equal(new ChequeValue(1000, 20), ChequePolicy.Decide(Scheme, "goud", 22));

    [Fact]
    public void Points_used_never_exceed_the_points_there_are_and_are_worth_the_cheque()
    {
        for (var percent = 50; percent <= 300; percent += 7)
        {
            var scheme = Scheme with { TierPercents = [new("x", percent)], PointsPerStep = 33, StepCents = 250, MinimumCents = 250 };
            for (var points = 0; points < 600; points += 11)
            {
                var cheque = ChequePolicy.Decide(scheme, "x", points);
                Assert.True(cheque.PointsUsed <= points);
                Assert.True(cheque.PointsUsed * percent * 250L >= cheque.ValueCents * 100 * 33);
            }
        }
    }
}
