using FsCheck;
using FsCheck.Fluent;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>Rules: conditions, effects, stacking and limits.</summary>
public sealed class EarningRuleTests
{
    private static readonly EarningFacts Wednesday = new(new DateTime(2026, 3, 4, 14, 30, 0), "store", "utrecht", "pin", "brons", false,
        new MemberFacts("instagram", new Dictionary<string, string> { ["garden"] = "yes" }, ["vip"]));

    private static EarningLine Line(long cents, string category = "", int quantity = 1, int? left = null, string sku = "", string brand = "") => new(LineKind.Goods, category, cents, quantity, left ?? quantity, sku, brand);

    private static PointRule Rule(string id, EffectKind effect, long amount, params RuleCondition[] when) => new(id, id, Triggers.Purchase, RuleCondition.All(when), new RuleEffect(effect, amount));

    private static ProgrammeContent With(params PointRule[] rules) => ReferenceProgramme.Content with { Rules = rules };

    private static long Points(ProgrammeContent content, EarningFacts facts, params EarningLine[] lines) => EarningPlan.Of(content).Count(facts, 0, lines);

    [Fact]
    public void A_multiplier_works_on_the_lines_that_fit_and_fixed_points_come_once()
    {
        var content = With(Rule("garden", EffectKind.Multiplier, 200, RuleCondition.Is(ConditionKind.Category, "Tuin")), Rule("big", EffectKind.Fixed, 50, RuleCondition.Between(ConditionKind.BasketTotal, 100_00)));
        Assert.Equal(60 + 20, Points(content, Wednesday, Line(2000, "Tuin"), Line(4000)));
        Assert.Equal(100 + 20 + 50, Points(content, Wednesday, Line(2000, "Tuin"), Line(8000)));
    }

    [Fact]
    public void Extra_points_per_euro_come_before_the_multipliers()
    {
        var content = With(Rule("brand", EffectKind.PerEuro, 150, RuleCondition.Is(ConditionKind.Brand, "Eik")), Rule("web", EffectKind.Multiplier, 300, RuleCondition.Is(ConditionKind.Channel, "web")));
        Assert.Equal(250, Points(content, Wednesday, Line(10_000, brand: "Eik")));
        Assert.Equal(750, Points(content, Wednesday with { Channel = "web" }, Line(10_000, brand: "Eik")));
    }

    [Fact]
    public void Points_per_unit_count_the_units_that_were_kept() =>
        Assert.Equal(30 + (3 * 7), Points(With(Rule("lamp", EffectKind.PerUnit, 7, RuleCondition.Is(ConditionKind.Product, "lamp"))), Wednesday, Line(5000, quantity: 5, left: 3, sku: "lamp")));

    [Fact]
    public void What_earns_nothing_earns_nothing_whatever_other_rules_say_and_is_no_part_of_the_basket()
    {
        var content = With(Rule("books", EffectKind.Nothing, 0, RuleCondition.Is(ConditionKind.Category, "Boeken")), Rule("twice", EffectKind.Multiplier, 200),
            Rule("big", EffectKind.Fixed, 50, RuleCondition.Between(ConditionKind.BasketTotal, 60_00)));
        Assert.Equal(100, Points(content, Wednesday, Line(5000, "Boeken"), Line(5000)));
    }

    [Fact]
    public void Of_the_multipliers_of_which_one_wins_the_highest_counts_per_line()
    {
        PointRule Best(string id, long percent, string category) => Rule(id, EffectKind.Multiplier, percent, RuleCondition.Is(ConditionKind.Category, category)) with { Stacking = Stacking.BestOneWins };
        var content = With(Best("a", 200, "A"), Best("b", 300, "A"), Best("c", 150, "C"));
        var (points, basis) = EarningPolicy.Explain(content, Wednesday, 0, [Line(1000, "A"), Line(1000, "C"), Line(1000)]);
        Assert.Equal(30 + 15 + 10, points);
        Assert.Equal((RuleSilence.Beaten, "a"), basis.Silent!.Select(s => (s.Why, s.Id)).Single());
        Assert.Equal([new("base", 30), new("b", 20), new PartPoints("c", 5)], basis.Parts!);
    }

    [Fact]
    public void The_quantity_counts_only_the_lines_that_fit_the_other_conditions()
    {
        var content = With(Rule("three", EffectKind.Fixed, 100, RuleCondition.Is(ConditionKind.Category, "Kaarsen"), RuleCondition.Between(ConditionKind.Quantity, 3)));
        Assert.Equal(20, Points(content, Wednesday, Line(1000, "Kaarsen", 2), Line(1000, quantity: 5)));
        Assert.Equal(120, Points(content, Wednesday, Line(500, "Kaarsen", 2), Line(500, "Kaarsen"), Line(1000, quantity: 5)));
        Assert.Equal(15, Points(content, Wednesday, Line(500, "Kaarsen", 2), Line(500, "Kaarsen", 1, 0), Line(1000, quantity: 5)));
    }

    [Fact]
    public void Groups_nest()
    {
        var when = RuleCondition.AnyOf(
            RuleCondition.All(RuleCondition.Is(ConditionKind.Weekday, "6", "7"), RuleCondition.NoneOf(RuleCondition.Is(ConditionKind.Store, "zwolle"))),
            RuleCondition.Between(ConditionKind.Hour, 18, 21), RuleCondition.Is(ConditionKind.Attribute, "yes") with { Name = "pool" });
        var content = With(Rule("moment", EffectKind.Fixed, 10, when));
        Assert.Equal(10, Points(content, Wednesday, Line(1000)));
        Assert.Equal(20, Points(content, Wednesday with { At = new DateTime(2026, 3, 7, 11, 0, 0) }, Line(1000)));
        Assert.Equal(10, Points(content, Wednesday with { At = new DateTime(2026, 3, 7, 11, 0, 0), Store = "zwolle" }, Line(1000)));
        Assert.Equal(20, Points(content, Wednesday with { At = new DateTime(2026, 3, 4, 21, 59, 0) }, Line(1000)));
        Assert.Equal(20, Points(content, Wednesday with { Member = new MemberFacts("", new Dictionary<string, string> { ["pool"] = "Yes" }, []) }, Line(1000)));
    }

    [Theory]
    [InlineData(ConditionKind.Channel, "store", true)]
    [InlineData(ConditionKind.Payment, "cash", false)]
    [InlineData(ConditionKind.Payment, "pin", true)]
    [InlineData(ConditionKind.Tier, "goud", false)]
    [InlineData(ConditionKind.Segment, "vip", true)]
    [InlineData(ConditionKind.Source, "instagram", true)]
    [InlineData(ConditionKind.Weekday, "3", true)]
    [InlineData(ConditionKind.Weekday, "4", false)]
    public void Every_kind_of_condition_is_looked_at(ConditionKind kind, string value, bool fits) =>
        Assert.Equal(fits ? 15 : 10, Points(With(Rule("r", EffectKind.Fixed, 5, RuleCondition.Is(kind, value))), Wednesday, Line(1000)));

    [Fact]
    public void Dates_count_whole_days_and_the_first_purchase_is_a_fact()
    {
        var content = With(Rule("may", EffectKind.Fixed, 5, new RuleCondition(ConditionKind.Dates) { FromDate = new(2026, 5, 1), ToDate = new(2026, 5, 14) }), Rule("first", EffectKind.Fixed, 50, new RuleCondition(ConditionKind.FirstPurchase)));
        Assert.Equal(10, Points(content, Wednesday, Line(1000)));
        Assert.Equal(15, Points(content, Wednesday with { At = new DateTime(2026, 5, 14, 23, 59, 59) }, Line(1000)));
        Assert.Equal(60, Points(content, Wednesday with { FirstPurchase = true }, Line(1000)));
    }

    [Fact]
    public void Limits_hold_per_purchase_and_by_what_was_given_before()
    {
        var rule = Rule("twice", EffectKind.Multiplier, 200) with { Limits = new RuleLimits(PerPurchase: 30) };
        Assert.Equal(130, Points(With(rule), Wednesday, Line(10_000)));
        var (points, basis) = EarningPolicy.Explain(With(rule), Wednesday, 0, [Line(10_000)], new Dictionary<string, long> { ["twice"] = 12 });
        Assert.Equal(112, points);
        Assert.Equal(RuleSilence.Limit, basis.Silent!.Single().Why);
    }

    [Fact]
    public void An_event_gives_what_its_rules_say()
    {
        var content = With(ReferenceProgramme.Event("review", 25), ReferenceProgramme.Event("review", 10) with { Id = "weekend", When = RuleCondition.All(RuleCondition.Is(ConditionKind.Weekday, "6", "7")) });
        var (points, basis) = EarningPolicy.ExplainEvent(content, "Review", Wednesday);
        Assert.Equal(25, points);
        Assert.Equal(("weekend", RuleSilence.Condition, 1), basis.Silent!.Select(s => (s.Id, s.Why, s.At)).Single());
    }

    [Fact]
    public void An_explanation_names_the_condition_that_keeps_the_rule_out()
    {
        var content = With(Rule("r", EffectKind.Multiplier, 200, RuleCondition.Is(ConditionKind.Channel, "store"), RuleCondition.Is(ConditionKind.Category, "Tuin"), RuleCondition.Between(ConditionKind.LinesTotal, 50_00)));
        int Obstacle(EarningFacts facts, params EarningLine[] lines) => EarningPolicy.Explain(content, facts, 0, lines).Basis.Silent!.Single().At;
        Assert.Equal(1, Obstacle(Wednesday with { Channel = "web" }, Line(1000, "Tuin")));
        Assert.Equal(2, Obstacle(Wednesday, Line(1000, "Keuken")));
        Assert.Equal(3, Obstacle(Wednesday, Line(1000, "Tuin"), Line(9000)));
        Assert.Null(EarningPolicy.Explain(content, Wednesday, 0, [Line(5000, "Tuin")]).Basis.Silent);
    }

    [Fact]
    public void Amounts_that_do_not_fit_in_64_bits_are_counted_as_exactly()
    {
        var content = With([.. Enumerable.Range(1, 6).Select(i => Rule($"r{i}", EffectKind.Multiplier, 100 + i))]);
        decimal factor = 1;
        foreach (var percent in Enumerable.Range(101, 6))
        {
            factor *= percent / 100m;
        }

        Assert.Equal((long)(9_876_543_21m / 100 * factor), Points(content, Wednesday, Line(9_876_543_21)));
        Assert.Equal((long)(76_543_21m / 100 * factor * 3 / 4), EarningPlan.Of(content).Count(Wednesday, 0, [Line(76_543_21), new(LineKind.Discount, "", -(76_543_21 / 4) - 1, 1, 1)]));
    }

    /// <summary>The laws of counting, on random rules and baskets: parts come to the whole, lines explain the parts, a full return leaves nothing.</summary>
    [Fact]
    public void Parts_come_to_the_whole_and_nothing_is_left_of_a_purchase_that_came_back()
    {
        Prop.ForAll(RandomProgramme.Contents(3).Zip(RandomProgramme.Baskets).ToArbitrary(), both =>
        {
            var (content, (facts, lines, cheque)) = both;
            var plan = EarningPlan.Of(content);
            var byPart = new long[plan.Parts.Count];
            var points = plan.Count(facts, cheque, lines, null, byPart);
            var explained = EarningPolicy.Explain(content, facts, cheque, lines);
            var read = EarningBasis.FromJson(explained.Basis.ToJson());
            var gone = plan.Count(facts, cheque, [.. lines.Select(l => l with { Left = 0 })], null, byPart: default);
            return points >= 0 && points == byPart.Sum() && explained.Points == points && read.Parts!.Sum(p => p.Points) == points && gone == 0
                && content.Rules.All(r => r.Limits.PerPurchase is not { } most || byPart[plan.Parts.ToList().IndexOf(r.Id)] <= most);
        }).QuickCheckThrowOnFailure();
    }
}
