using FsCheck;
using FsCheck.Fluent;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Tests.Features.Points;

namespace LoyaltyStudio.Tests.Features.Programme;

public sealed class RuleOverlapTests
{
    private static readonly DateOnly Today = new(2026, 3, 4);

    private static PointRule Rule(string id, params RuleCondition[] when) => new(id, id, Triggers.Purchase, RuleCondition.All(when), new RuleEffect(EffectKind.Fixed, 10));

    private static IReadOnlyList<RuleOverlap> Find(params PointRule[] rules) => RuleOverlaps.Find(ReferenceProgramme.Content with { Rules = rules }, Today);

    [Fact]
    public void Rules_about_different_channels_never_meet_and_those_about_a_day_and_a_category_do()
    {
        Assert.Empty(Find(Rule("a", RuleCondition.Is(ConditionKind.Channel, "web")), Rule("b", RuleCondition.Is(ConditionKind.Channel, "store"))));
        var overlap = Assert.Single(Find(Rule("a", RuleCondition.Is(ConditionKind.Category, "Tuin")), Rule("b", RuleCondition.Is(ConditionKind.Weekday, "6"), RuleCondition.Between(ConditionKind.BasketTotal, 75_00))));
        Assert.Equal(("Tuin", DayOfWeek.Saturday, 75_00L), (overlap.Example.Category, overlap.Example.At.DayOfWeek, overlap.Example.Cents));
    }

    [Fact]
    public void Periods_that_do_not_touch_keep_rules_apart()
    {
        RuleCondition Dates(int from, int to) => new(ConditionKind.Dates) { FromDate = new DateOnly(2027, from, 1), ToDate = new DateOnly(2027, to, 1) };
        Assert.Empty(Find(Rule("a", Dates(1, 3)), Rule("b", Dates(5, 7))));
        Assert.Equal(new DateOnly(2027, 3, 1), DateOnly.FromDateTime(Assert.Single(Find(Rule("a", Dates(1, 3)), Rule("b", Dates(3, 7)))).Example.At));
    }

    [Fact]
    public void A_rule_that_takes_the_points_away_leaves_nothing_to_meet_on()
    {
        var blocked = Rule("none", RuleCondition.Is(ConditionKind.Category, "Boeken")) with { Effect = new RuleEffect(EffectKind.Nothing, 0) };
        Assert.Empty(Find(Rule("a", RuleCondition.Is(ConditionKind.Category, "Boeken")), Rule("b"), blocked));
    }

    /// <summary>What is found is true, and what can be bought is found: for a purchase of one product that both rules count, the overlap must be there.</summary>
    [Fact]
    public void Examples_work_for_both_rules_and_no_meeting_is_missed()
    {
        Prop.ForAll(RandomProgramme.Contents(2).Zip(RandomProgramme.Baskets).ToArbitrary(), both =>
        {
            var (content, (facts, lines, _)) = both;
            content = content with { Rules = [.. content.Rules.Select(r => r with { Effect = new RuleEffect(EffectKind.Fixed, 10), Limits = new RuleLimits() })] };
            var found = RuleOverlaps.Find(content, Today);
            var plan = EarningPlan.Of(content);
            bool Both(EarningFacts at, EarningLine line)
            {
                var points = new long[plan.Parts.Count];
                plan.Count(at, 0, [line], null, points);
                return points[plan.Parts.ToList().IndexOf("rule-0")] > 0 && points[plan.Parts.ToList().IndexOf("rule-1")] > 0;
            }

            bool True(RuleOverlap o) => Both(
                new EarningFacts(o.Example.At, o.Example.Channel, o.Example.Store, o.Example.Payment, o.Example.Tier, o.Example.First, new MemberFacts(o.Example.Source, o.Example.Attributes, [o.Example.Segment])),
                new EarningLine(LineKind.Goods, o.Example.Category, o.Example.Cents, o.Example.Quantity, o.Example.Quantity, o.Example.Sku, o.Example.Brand));
            var meets = content.Rules.Count == 2 && lines.Any(l => l is { Kind: LineKind.Goods, AmountCents: > 0 } && Both(facts, l with { Left = l.Quantity }));
            return found.All(True) && (!meets || found.Count == 1);
        }).QuickCheckThrowOnFailure();
    }
}
