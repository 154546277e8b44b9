using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Pages;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Programme;

public sealed class ProgrammeFormTests
{
    private static PointRule Tuin(int percent) =>
        new("garden", "Tuin", Triggers.Purchase, RuleCondition.All(RuleCondition.Is(ConditionKind.Category, "Tuin")), new RuleEffect(EffectKind.Multiplier, percent));

    /// <summary>Every kind of condition, limit and effect at once.</summary>
    private static PointRule Everything => new("all", "Alles", Triggers.Purchase, new RuleCondition(ConditionKind.None)
    {
        Parts = [RuleCondition.AnyOf(RuleCondition.Between(ConditionKind.BasketTotal, 12_50, 99_99), RuleCondition.Between(ConditionKind.Quantity, 2), RuleCondition.Between(ConditionKind.Hour, 9, 11)),
            RuleCondition.Is(ConditionKind.Attribute, "ja") with { Name = "tuin" }, new RuleCondition(ConditionKind.Dates) { FromDate = new(2026, 1, 1) }, new RuleCondition(ConditionKind.FirstPurchase)],
    }, new RuleEffect(EffectKind.PerEuro, 125), Stacking.BestOneWins)
    { Limits = new RuleLimits(1, 2, 3, 4), Off = true };

    [Fact]
    public void A_content_of_the_first_release_is_read_as_rules_that_mean_the_same()
    {
        const string first = """
            {"Earning":{"CentsPerPoint":100,"TierStacking":"BestOneWins","Categories":[{"Category":"Tuin","Percent":200}],"PendingDays":15,"ValidMonths":24,"ValidUntilEndOf":"Month","EventPoints":[{"Event":"review","Points":25}]},
             "Tiers":[{"Code":"brons","NameNl":"Brons","NameEn":"Bronze","Threshold":0,"Retention":0,"PointsPercent":100,"Colour":"#9a5b2c","Benefits":[]},
                      {"Code":"zilver","NameNl":"Zilver","NameEn":"Silver","Threshold":500,"Retention":400,"PointsPercent":125,"Colour":"#6b7684","Benefits":[{"Kind":"FreeDelivery","Value":0,"TextNl":"","TextEn":""}]}],
             "TierRule":{"WindowMonths":12,"ValidMonths":12,"ValidUntilEndOf":"Month","Drop":"OneStep"},
             "Cheques":{"Period":"Quarter","PointsPerStep":200,"StepCents":500,"MinimumCents":500,"MaximumCents":10000,"ValidMonths":6,"TierPercents":[]}}
            """;

        var content = ProgrammeContent.FromJson(first);

        Assert.Empty(ProgrammeRules.Errors(content));
        Assert.Equal(["category-Tuin", "event-review"], content.Rules.Select(r => r.Id));
        Assert.Equal((Stacking.BestOneWins, 200L), (content.Rules[0].Stacking, content.Rules[0].Effect.Amount));
        Assert.Equal((500L, 400L, TierWindow.RollingMonths(12)), (content.Tiers[1].FirstGoal!.Reach, content.Tiers[1].FirstGoal!.Keep, content.Tiers[1].FirstGoal!.Window));
        Assert.Equal(content.ToJson(), ProgrammeContent.FromJson(content.ToJson()).ToJson());
    }

    [Fact]
    public void What_was_read_into_the_form_comes_out_the_same()
    {
        var content = ReferenceProgramme.Content with
        {
            Rules = [.. ReferenceProgramme.Content.Rules, Tuin(250), Everything],
            Earning = ReferenceProgramme.Content.Earning with
            {
                PendingFrom = PendingFrom.Delivery,
                DeliveryFallbackDays = 12,
                Expiry = ExpiryKind.Inactivity,
                Activity = ActivityKind.Spending,
                Debt = DebtPolicy.WithinBalance,
                ExtendMonths = 7,
                ReinstateDays = 9,
                WarnDays = [20, 3],
            },
            TierRule = ReferenceProgramme.Content.TierRule with { Validity = TierValidity.NextPeriod, Upgrade = TierUpgrade.NextPeriod, Drop = TierDrop.ToEarnedLevel, GraceDays = 14, WarnDays = [45, 5] },
            Schemes = [ReferenceProgramme.Content.Cheques with { TierPercents = [new("goud", 150)] }],
        };

        Assert.Equal(content.ToJson(), ProgrammeForm.From(content).ToContent().ToJson());
    }

    [Fact]
    public void Moving_a_tier_leaves_the_thresholds_in_their_order()
    {
        var form = ProgrammeForm.From(ReferenceProgramme.Content);
        form.Move(form.Tiers[2], -1);
        form.AddTier();
        form.Tiers[^1].NameNl = form.Tiers[^1].NameEn = "Platina";

        var content = form.ToContent();

        Assert.Equal(["brons", "goud", "zilver", "tier-4"], content.Tiers.Select(t => t.Code));
        Assert.Equal([0, 500, 1500, 3000], content.Tiers.Select(t => t.FirstGoal?.Reach ?? 0));
        Assert.Empty(ProgrammeRules.Errors(content));
    }

    [Fact]
    public async Task Examples_are_counted_by_the_rules_of_real_purchases_and_cheques()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var content = ReferenceProgramme.Content with { Rules = [Tuin(200)] };

        Assert.Equal(137, retailer.Get<IEarningExample>().PointsOf(content, "zilver", [new BasketLine("", 5000), new BasketLine("Tuin", 3000)]));
        Assert.Equal((1000L, 400L), retailer.Get<IChequeExample>().ChequeOf(content, "brons", 460));
    }
}
