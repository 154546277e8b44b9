using LoyaltyStudio.Features.Campaigns.Measuring;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>The formulas against published worked examples and tables.</summary>
public sealed class StatisticsTests
{
    /// <summary>R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    public void Differences_of_shares_have_the_published_intervals(int x1, int n1, int x2, int n2, double low, double high)
    {
        var lift = Proportions.Compare(x1, n1, x2, n2)!.Value;
        Assert.Equal(low, lift.Low, 4);
        Assert.Equal(high, lift.High, 4);
    }

    /// <summary>R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (Wilson).</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void A_single_share_has_the_published_interval_of_Wilson(int x, int n, double low, double high)
    {
        var (l, h) = Proportions.Wilson((double)x / n, n);
        Assert.Equal(low, l, 4);
        Assert.Equal(high, h, 4);
    }

    /// <summary>The usual table of critical values of χ².</summary>
    [Theory]
    [InlineData(3.841, 1, 0.05)]
    [InlineData(10.828, 1, 0.001)]
    [InlineData(5.991, 2, 0.05)]
    [InlineData(13.816, 2, 0.001)]
    [InlineData(16.266, 3, 0.001)]
    [InlineData(11.070, 5, 0.05)]
    [InlineData(29.588, 10, 0.001)]
    public void Chi_square_has_the_tails_of_the_table(double x, int degrees, double p) => Assert.Equal(1, SampleRatio.Tail(x, degrees) / p, 2);

    /// <summary>Mendel's peas (1866): 315, 108, 101 and 32 against 9 : 3 : 3 : 1 give χ² 0.470, p about .925.</summary>
    [Fact]
    public void Peas_of_Mendel_fit_nine_three_three_one()
    {
        var (chi, p) = SampleRatio.Test([315, 108, 101, 32], [56.25, 18.75, 18.75, 6.25]);
        Assert.Equal(0.470, chi, 3);
        Assert.InRange(p, 0.924, 0.926);
    }

    /// <summary>9,200 and 800 where 9,000 and 1,000 were asked: 200²/9,000 + 200²/1,000 = 44.4.</summary>
    [Theory]
    [InlineData(9_200, 800, 10, false)]
    [InlineData(9_050, 950, 10, true)]
    [InlineData(9_099, 901, 10, false)]
    [InlineData(9_098, 902, 10, true)]
    [InlineData(500, 0, 0, true)]
    public void A_draw_of_wrong_sizes_blocks(int treated, int holdout, int percent, bool right) => Assert.Equal(right, SampleRatio.IsRight([treated, holdout], [100 - percent, percent]));

    [Fact]
    public void Size_advice_follows_the_formula_both_ways()
    {
        // 7.85 · .05 · .95 · (1 + 1/9) / .01² = 4,143.1.
        var control = SizePolicy.ControlNeeded(0.05, 0.01, 9);
        Assert.Equal(4_143.06, control, 1);
        Assert.Equal(0.01, SizePolicy.SmallestDifference(0.05, (long)Math.Round(control * 9), (long)Math.Round(control))!.Value, 4);
        Assert.Null(SizePolicy.SmallestDifference(0.05, 100, 0));
    }

    [Theory]
    [InlineData(0.05, 40_000)]
    [InlineData(0.05, 20_000)]
    [InlineData(0.12, 60_000)]
    public void The_control_group_for_a_point_is_the_least_whole_percent_that_shows_it(double share, int members)
    {
        var percent = SizePolicy.HoldoutNeeded(share, members, 0.01)!.Value;
        Assert.True(Smallest(percent) <= 0.01);
        Assert.True(Smallest(percent - 1) > 0.01);

        double Smallest(int p) => SizePolicy.SmallestDifference(share, members - (members * p / 100), members * p / 100)!.Value;
    }

    [Fact]
    public void Too_few_members_show_no_point_with_any_control_group() => Assert.Null(SizePolicy.HoldoutNeeded(0.05, 3_000, 0.01));

    /// <summary>S. Holm (1979): .01, .02, .03 and .04 become .04, .06, .06 and .06; the order of the list stays.</summary>
    [Fact]
    public void Several_arms_are_corrected_by_Holm()
    {
        Assert.Equal([0.06, 0.04, 0.06, 0.06], ArmTests.Holm([0.02, 0.01, 0.03, 0.04]).Select(p => Math.Round(p, 10)));
        Assert.Equal([0.7, 0.002], ArmTests.Holm([0.7, 0.001]).Select(p => Math.Round(p, 10)));
    }

    /// <summary>The square of the normal approximation is Pearson's χ²: 43 of 52 against 44 of 48 (a table of handedness) gives χ² 1.777, p .1825.</summary>
    [Fact]
    public void The_p_of_two_shares_is_that_of_the_fourfold_table()
    {
        Assert.Equal(0.1825, Proportions.PValue(43, 52, 44, 48), 3);
        Assert.Equal(SampleRatio.Tail(Pearson(43, 9, 44, 4), 1), Proportions.PValue(43, 52, 44, 48), 9);

        static double Pearson(double a, double b, double c, double d) => (a + b + c + d) * Math.Pow((a * d) - (b * c), 2) / ((a + b) * (c + d) * (a + c) * (b + d));
    }

    [Fact]
    public void The_bootstrap_of_the_same_data_and_seed_is_the_same_and_near_the_normal_interval_of_large_groups()
    {
        var (first, second) = (Group(30_000, 0.08, 5_000, 1), Group(10_000, 0.07, 5_000, 2));
        var one = MarginBootstrap.Compare(first, second, "salt")!.Value;
        Assert.Equal(one, MarginBootstrap.Compare(first, second, "salt")!.Value);
        Assert.NotEqual(one, MarginBootstrap.Compare(first, second, "other")!.Value);
        var error = Math.Sqrt((Variance(first) / first.Members) + (Variance(second) / second.Members));
        Assert.InRange((one.High - one.Low) / (2 * 1.96 * error), 0.94, 1.06);
        Assert.Equal(first.Mean - second.Mean, one.Difference, 9);
    }

    [Fact]
    public void A_million_members_take_seconds_and_thousands_of_amounts_are_put_together()
    {
        var (first, second) = (Group(900_000, 0.2, 20_000, 3), Group(100_000, 0.19, 20_000, 4));
        Assert.True(first.Groups().Count <= Amounts.MostGroups + 2);
        Assert.Equal(first.Members, first.Groups().Sum(g => g.Count));
        Assert.Equal((double)first.Sum, first.Groups().Sum(g => g.Amount * g.Count), first.Sum * 1e-9);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.NotNull(MarginBootstrap.Compare(first, second, "salt"));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 20);
    }

    [Fact]
    public void Too_few_spenders_give_no_interval() => Assert.Null(MarginBootstrap.Compare(Group(1_000, 0.1, 50, 5), Group(40, 0.05, 50, 6), "salt"));

    /// <summary>Members of whom a share spends, by a long-tailed amount of so many possible ones.</summary>
    internal static Amounts Group(int members, double share, int amounts, int seed)
    {
        var chance = new Random(seed);
        var group = new Amounts { Members = members };
        for (var i = 0; i < members; i++)
        {
            if (chance.NextDouble() < share)
            {
                group.Add(100 + (long)(Math.Min(8, -Math.Log(1 - chance.NextDouble())) * amounts / 8) * 5);
            }
        }

        return group;
    }

    private static double Variance(Amounts group) => group.Groups().Sum(g => g.Count * Math.Pow(g.Amount - group.Mean, 2)) / group.Members;
}
