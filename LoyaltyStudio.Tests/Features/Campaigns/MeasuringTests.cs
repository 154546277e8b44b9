using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;

namespace LoyaltyStudio.Tests.Features.Campaigns;

public sealed class MeasuringTests
{
    [Fact]
    public void The_worked_example_of_36000_against_4000_holds()
    {
        var lift = Proportions.Compare(2160, 36_000, 200, 4_000)!.Value;
        Assert.Equal(0.010, lift.Difference, 4);
        Assert.Equal(0.0024, lift.Low, 4);
        Assert.Equal(0.0168, lift.High, 4);
        Assert.True(lift.IsCertain);
    }

    [Fact]
    public void Newcombe_1998_table_II_example_a_holds()
    {
        // 56/70 against 48/80, method 10: 0.0524 to 0.3339.
        var lift = Proportions.Compare(56, 70, 48, 80)!.Value;
        Assert.Equal(0.0524, lift.Low, 4);
        Assert.Equal(0.3339, lift.High, 4);
    }

    [Fact]
    public void An_empty_group_says_nothing() => Assert.Null(Proportions.Compare(3, 10, 0, 0));

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(50)]
    public void The_draw_leaves_out_the_asked_share_and_is_the_same_every_time(int percent)
    {
        var groups = Enumerable.Range(1, 20_000).Select(m => AssignmentPolicy.GroupOf("salt", $"{m}", percent)).ToList();
        Assert.InRange(groups.Count(g => g == CampaignGroup.Holdout) / 20_000.0, (percent / 100.0) - 0.01, (percent / 100.0) + 0.01);
        Assert.Equal(groups, Enumerable.Range(1, 20_000).Select(m => AssignmentPolicy.GroupOf("salt", $"{m}", percent)));
    }

    [Fact]
    public void Two_campaigns_draw_independently()
    {
        var both = Enumerable.Range(1, 20_000).Count(m => AssignmentPolicy.GroupOf("a", $"{m}", 50) == CampaignGroup.Holdout && AssignmentPolicy.GroupOf("b", $"{m}", 50) == CampaignGroup.Holdout);
        Assert.InRange(both / 20_000.0, 0.23, 0.27);
    }
}
