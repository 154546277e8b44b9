using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Pages;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Platform;
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
    public void A_content_of_the_release_before_schemes_stood_side_by_side_is_read_as_one_scheme_with_the_same_meaning()
    {
        var json = ReferenceProgramme.Content.ToJson();
        var one = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        var scheme = one["Schemes"]![0]!.AsObject();
        foreach (var name in new[] { "Code", "NameNl", "NameEn", "CutOffDays", "Bands", "OnlyTiers", "OnlyStores", "MemberDays", "RemindDays", "RestoredDays" })
        {
            scheme.Remove(name);
        }

        one.Remove("Schemes");
        one["Cheques"] = scheme.DeepClone();

        var content = ProgrammeContent.FromJson(one.ToJsonString());

        Assert.Empty(ProgrammeRules.Errors(content));
        Assert.Equal((ChequeScheme.Main, CalendarUnit.Quarter, 200, 500), (content.Cheques.Code, content.Cheques.Period, content.Cheques.PointsPerStep, content.Cheques.StepCents));
        Assert.Equal(json, content.ToJson());
        Assert.Equal(json, ProgrammeForm.From(content).ToContent().ToJson());
    }

    [Fact]
    public void Schemes_come_out_of_the_form_as_they_went_in_and_in_their_order()
    {
        var reference = ReferenceProgramme.Content;
        var content = reference with { Schemes = [reference.Cheques with { NameNl = "Kwartaalcheque", NameEn = "Quarterly cheque" }, Gold] };

        var form = ProgrammeForm.From(content);
        Assert.Equal(content.ToJson(), form.ToContent().ToJson());
        Assert.Empty(ProgrammeRules.Errors(content));

        (form.Schemes[0], form.Schemes[1]) = (form.Schemes[1], form.Schemes[0]);
        Assert.Equal(["gold-extra", "main"], form.ToContent().Schemes.Select(s => s.Code));
    }

    [Fact]
    public void The_code_of_a_new_scheme_is_made_from_its_name_once_and_a_copy_gets_one_of_its_own()
    {
        var form = ProgrammeForm.From(ReferenceProgramme.Content with { Schemes = [Gold] });
        var copy = form.Schemes[0].Copy("Extra één", "Gold extra");
        form.Schemes.Add(copy);
        Assert.Equal(["gold-extra", "gold-extra-2"], form.ToContent().Schemes.Select(s => s.Code));
        copy.NameEn = "Crème & co / 2";
        Assert.Equal("creme-co-2", form.ToContent().Schemes[1].Code);

        form.Settle();
        (copy.NameNl, copy.NameEn) = ("Anders", "Something else");

        Assert.Equal("creme-co-2", form.ToContent().Schemes[1].Code);
        var expected = ReferenceProgramme.Content with { Schemes = [Gold, Gold with { Code = "creme-co-2", NameNl = "Anders", NameEn = "Something else" }] };
        Assert.Equal(expected.ToJson(), form.ToContent().ToJson());
        Assert.Empty(ProgrammeRules.Errors(form.ToContent()));
    }

    [Fact]
    public void What_is_wrong_with_a_scheme_stands_at_its_own_field()
    {
        var form = ProgrammeForm.From(ReferenceProgramme.Content with { Schemes = [ReferenceProgramme.Content.Cheques, Gold] });
        var wrong = form.Schemes[1];
        (wrong.PointsPerStep, wrong.ValidMonths, wrong.MemberDays, wrong.CutOffDays, wrong.RestoredDays, wrong.RemindDays) = (0, 61, -1, 61, 0, [200]);
        wrong.Bands[0].From = 900;
        form.Tiers.RemoveAt(2);

        var fields = ProgrammeRules.Errors(form.ToContent()).Select(e => e.Field).ToList();

        Assert.Equal(new[] { "cheques[0].name", "cheques[1].bands", "cheques[1].cut_off_days", "cheques[1].member_days", "cheques[1].only_tiers", "cheques[1].remind_days", "cheques[1].restored_days", "cheques[1].step", "cheques[1].valid_months" },
            fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Differences_are_told_per_scheme_by_name_and_a_scheme_that_comes_or_goes_as_a_whole()
    {
        using var speaking = LoyaltyStudio.Ui.StudioLanguages.Speak("en");
        var texts = new Microsoft.Extensions.Localization.StringLocalizer<LoyaltyStudio.Features.Programme.ProgrammeFeature>(new Microsoft.Extensions.Localization.ResourceManagerStringLocalizerFactory(
            Microsoft.Extensions.Options.Options.Create(new Microsoft.Extensions.Localization.LocalizationOptions()), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        var facts = new ProgrammeFacts(texts, new ProgrammeWords(texts, LoyaltyStudio.Ui.UiFormat.Default));
        var (reference, quarterly) = (ReferenceProgramme.Content, ReferenceProgramme.Content.Cheques with { NameNl = "Kwartaalcheque", NameEn = "Quarterly cheque" });

        var comes = Assert.Single(facts.Compare(reference with { Schemes = [quarterly] }, reference with { Schemes = [quarterly, Gold] }));
        Assert.Equal(("Cheque Gold extra", null), (comes.Label, comes.Before));
        Assert.Contains("Only for Gold and customers of utrecht and whoever is a member for 90 days.", comes.After, StringComparison.Ordinal);
        Assert.Contains("Whoever bought for", comes.After, StringComparison.Ordinal);

        var changes = facts.Compare(reference with { Schemes = [quarterly, Gold] }, reference with { Schemes = [Gold with { CutOffDays = 0 }, quarterly] });
        Assert.Equal(["Gold extra: Points count until", "Cheques in order"], changes.Select(c => c.Label));
        Assert.Equal(2, facts.ChequeSentences(reference with { Schemes = [quarterly, Gold] }).Select(s => s.Split(':')[0]).Distinct().Count());
    }

    private static ChequeScheme Gold => ReferenceProgramme.Content.Cheques with
    {
        Code = "gold-extra",
        NameNl = "Goud extra",
        NameEn = "Gold extra",
        Period = CalendarUnit.Year,
        CutOffDays = 5,
        Bands = [new(500_00, 110), new(750_00, 125)],
        OnlyTiers = ["goud"],
        OnlyStores = ["utrecht"],
        MemberDays = 90,
        RemindDays = [30, 7],
        RestoredDays = 45,
        TierPercents = [new("goud", 150)],
    };

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
        Assert.Equal((1000L, 400L), retailer.Get<IChequeExample>().ChequeOf(content.Cheques, "brons", 460));
    }
}
