using LoyaltyStudio.Features.Predictions.Fitting;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>Buying the same again: shrinking, the condition on what has passed, and whether chances hold.</summary>
public sealed class ReplenishmentTests
{
    private static readonly ReplenishmentFit Fit = new(Math.Log(30), 0.16, 2, 3, 100, 28, []);

    [Fact]
    public void Few_gaps_are_drawn_to_the_member_and_many_stand_by_themselves()
    {
        var member = new GapSums(100, 100 * Math.Log(60));
        var few = ReplenishmentPolicy.Of(Fit, new GapSums(2, 2 * Math.Log(10)), member);
        var many = ReplenishmentPolicy.Of(Fit, new GapSums(200, 200 * Math.Log(10)), member);
        Assert.InRange(few.TypicalDays, 20, 30);
        Assert.InRange(many.TypicalDays, 9.8, 10.4);
        Assert.True(few.Sd > many.Sd);
    }

    [Fact]
    public void Chance_and_day_take_into_account_what_has_passed()
    {
        var gap = new GapForecast(Math.Log(30), 0.3);
        Assert.Equal(0.5, gap.Within(0, 30), 1e-12);
        Assert.Equal(30, gap.Point(0, 0.5), 1e-6);
        foreach (var elapsed in new[] { 5.0, 25, 45 })
        {
            Assert.Equal(0.5, gap.Within(elapsed, gap.Point(elapsed, 0.5) - elapsed), 1e-9);
            Assert.True(gap.Point(elapsed, 0.5) > elapsed);
        }
    }

    [Fact]
    public void Calibration_rises_and_corrects()
    {
        var random = new Random(3);
        double[] said = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
        bool[] happened = [.. said.Select(s => random.NextDouble() < s * s)];
        var steps = ReplenishmentPolicy.Calibrate(said, happened);
        Assert.Equal(20_000, steps.Sum(s => s.Pairs));
        Assert.True(steps.Zip(steps.Skip(1)).All(p => p.First.Said < p.Second.Said && p.First.Happened <= p.Second.Happened));
        Assert.Equal(0.25, ReplenishmentPolicy.Calibrated(steps, 0.5), 0.03);
        Assert.Equal(0.5, ReplenishmentPolicy.Calibrated([], 0.5));
        Assert.Empty(ReplenishmentPolicy.Calibrate([0.5], [true]));
    }

    [Fact]
    public void Known_spreads_are_found_again_and_the_chances_hold()
    {
        var (fit, due) = Replenish.Count(Made(3_000, out var first), first.AddDays(700), 28);
        Assert.NotNull(fit);
        Assert.Equal(Math.Log(30), fit.Mean, 0.12);
        Assert.Equal(0.16, fit.Within, 0.03);
        Assert.InRange(fit.PairPull, 0.6, 3.5);
        Assert.NotEmpty(fit.Steps);
        Assert.All(fit.Steps.Where(s => s.Pairs > 100), s => Assert.Equal(s.Said, s.Happened, 0.12));
        Assert.NotEmpty(due);
        Assert.All(due, r => Assert.True(r is { Gaps: >= 2, DueShare: > 0 } && r.EarlyOn <= r.DueOn && r.DueOn <= r.LateOn));
    }

    /// <summary>Members with three products each; spread 0.4 within, 0.4 between products, 0.3 between members.</summary>
    private static Baskets Made(int members, out DateOnly first)
    {
        first = new DateOnly(2024, 1, 1);
        var random = new Random(8);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var (starts, lines) = (new int[members + 2], new List<long>());
        for (var m = 1; m <= members; m++)
        {
            starts[m] = lines.Count;
            var own = Math.Log(30) + (0.3 * Normal());
            for (var product = 1; product <= 3; product++)
            {
                var mean = own + (0.4 * Normal());
                for (var day = random.NextDouble() * 60; day < 700; day += Math.Exp(mean + (0.4 * Normal())))
                {
                    lines.Add(((long)product << 16) | (long)day);
                }
            }
        }

        starts[members + 1] = lines.Count;
        return new Baskets(starts, [.. lines], first.DayNumber);
    }
}
