using LoyaltyStudio.Features.Campaigns.Measuring;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>
/// Two thousand made-up campaigns of which the truth is known: an interval that calls itself 95 % certain has to hold it in 93 to 97 of a hundred, and where there is nothing to find nothing may be found in more than one of
/// twenty. A binomial of 2,000 at 5 % has a standard error of .49 percentage points, so that 6.5 % is three of them.
/// </summary>
public sealed class SimulatedCampaignsTests
{
    private const int Campaigns = 2_000;
    private const double Tolerance = 0.065;

    [Theory]
    [InlineData(9_000, 1_000, 0.06, 0.05)]
    [InlineData(4_000, 1_000, 0.03, 0.03)]
    [InlineData(500, 500, 0.20, 0.12)]
    public void Intervals_of_shares_hold_the_truth(int treated, int holdout, double withIt, double without)
    {
        var chance = new Random(20_260);
        var held = Enumerable.Range(0, Campaigns).Count(_ =>
        {
            var lift = Proportions.Compare(Binomial(chance, treated, withIt), treated, Binomial(chance, holdout, without), holdout)!.Value;
            return lift.Low <= withIt - without && withIt - without <= lift.High;
        });
        Assert.InRange((double)held / Campaigns, 0.93, 0.97);
    }

    [Theory]
    [InlineData(3_000, 1_000, 0.10, 0.08)]
    [InlineData(1_500, 1_500, 0.06, 0.06)]
    public void Intervals_of_margin_hold_the_truth(int treated, int holdout, double withIt, double without)
    {
        var truth = (withIt - without) * MeanAmount;
        var held = 0;
        var gate = new Lock();
        Parallel.For(0, Campaigns, i =>
        {
            var chance = new Random(7_000 + i);
            if (MarginBootstrap.Compare(Margins(chance, treated, withIt), Margins(chance, holdout, without), $"campaign {i}", 600) is { } lift && lift.Low <= truth && truth <= lift.High)
            {
                lock (gate)
                {
                    held++;
                }
            }
        });
        Assert.InRange((double)held / Campaigns, 0.93, 0.97);
    }

    [Fact]
    public void Without_effect_there_is_no_false_alarm_too_many()
    {
        var chance = new Random(31);
        var (shares, drawn, arms) = (0, 0, 0);
        for (var i = 0; i < Campaigns; i++)
        {
            var result = CampaignResult.Of(new Side(9_000, Binomial(chance, 9_000, 0.05)), new Side(1_000, Binomial(chance, 1_000, 0.05)), 10, new DateOnly(2026, 1, 1), 30, new DateOnly(2026, 6, 1), 0);
            shares += result.Verdict is Verdict.More or Verdict.Fewer ? 1 : 0;
            var held = Binomial(chance, 10_000, 0.1);
            drawn += SampleRatio.IsRight([10_000 - held, held], [90, 10]) ? 0 : 1;
            arms += ArmTests.Compare([.. Enumerable.Range(0, 4).Select(_ => new Side(2_000, Binomial(chance, 2_000, 0.07)))]).Any(a => a.IsCertain) ? 1 : 0;
        }

        Assert.InRange((double)shares / Campaigns, 0, Tolerance);
        Assert.InRange((double)arms / Campaigns, 0, Tolerance);
        Assert.InRange((double)drawn / Campaigns, 0, 0.004);
    }

    [Fact]
    public void Margin_without_effect_is_rarely_called_one()
    {
        var alarms = 0;
        var gate = new Lock();
        Parallel.For(0, Campaigns, i =>
        {
            var chance = new Random(90_000 + i);
            if (MarginBootstrap.Compare(Margins(chance, 2_000, 0.08), Margins(chance, 1_000, 0.08), $"none {i}", 600) is { IsCertain: true })
            {
                lock (gate)
                {
                    alarms++;
                }
            }
        });
        Assert.InRange((double)alarms / Campaigns, 0, Tolerance);
    }

    [Fact]
    public void An_effect_of_the_advised_size_is_seen_in_four_of_five_campaigns()
    {
        var chance = new Random(8);
        var holdout = (int)Math.Round(SizePolicy.ControlNeeded(0.05, 0.01, 9));
        var seen = Enumerable.Range(0, Campaigns).Count(_ => Proportions.Compare(Binomial(chance, holdout * 9, 0.055), holdout * 9, Binomial(chance, holdout, 0.045), holdout) is { Low: > 0 });
        Assert.InRange((double)seen / Campaigns, 0.76, 0.87);
    }

    /// <summary>Amounts of € 5 to € 200 in steps of € 5, many low and few high; their mean, cents.</summary>
    private static readonly double MeanAmount = Enumerable.Range(1, 40).Sum(s => s * 500.0 * Weight(s)) / Enumerable.Range(1, 40).Sum(Weight);

    private static double Weight(int step) => Math.Exp(-step / 9.0);

    private static Amounts Margins(Random chance, int members, double share)
    {
        var group = new Amounts { Members = members };
        var total = Enumerable.Range(1, 40).Sum(Weight);
        for (var buyers = Binomial(chance, members, share); buyers > 0; buyers--)
        {
            var place = chance.NextDouble() * total;
            var step = 1;
            while (step < 40 && (place -= Weight(step)) > 0)
            {
                step++;
            }

            group.Add(step * 500L);
        }

        return group;
    }

    /// <summary>How many of n succeed, by the gaps between them.</summary>
    private static int Binomial(Random chance, int n, double share)
    {
        var (count, at) = (0, 0.0);
        while ((at += Math.Floor(Math.Log(1 - chance.NextDouble()) / Math.Log(1 - share)) + 1) <= n)
        {
            count++;
        }

        return count;
    }
}
