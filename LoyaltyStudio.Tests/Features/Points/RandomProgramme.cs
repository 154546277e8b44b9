using FsCheck;
using FsCheck.Fluent;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>Random rules, contents and baskets for property tests.</summary>
internal static class RandomProgramme
{
    private static readonly string[] Categories = ["", "A", "B", "C"];
    private static readonly string[] Tiers = ["brons", "zilver", "goud"];

    private static Gen<RuleCondition> Leaf { get; } = Gen.OneOf(
        Gen.Elements(Categories[1..]).Select(v => RuleCondition.Is(ConditionKind.Category, v)),
        Gen.Elements("store", "web").Select(v => RuleCondition.Is(ConditionKind.Channel, v)),
        Gen.Elements(Tiers).Select(v => RuleCondition.Is(ConditionKind.Tier, v)),
        Gen.Choose(1, 7).Select(v => RuleCondition.Is(ConditionKind.Weekday, $"{v}", $"{(v % 7) + 1}")),
        Gen.Choose(0, 20).Select(v => RuleCondition.Between(ConditionKind.Hour, v, v + 3)),
        Gen.Choose(0, 300).Select(v => RuleCondition.Between(ConditionKind.BasketTotal, v * 100)),
        Gen.Choose(0, 100).Select(v => RuleCondition.Between(ConditionKind.LinesTotal, v * 100, (v + 200) * 100)),
        Gen.Choose(1, 6).Select(v => RuleCondition.Between(ConditionKind.Quantity, v)),
        Gen.Constant(new RuleCondition(ConditionKind.FirstPurchase)));

    private static Gen<RuleCondition> Tree(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (3, Leaf), (1, Group(depth)));

    private static Gen<RuleCondition> Group(int depth) =>
        from kind in Gen.Elements(ConditionKind.All, ConditionKind.Any, ConditionKind.None)
        from parts in Tree(depth - 1).ArrayOf(2)
        select new RuleCondition(kind) { Parts = parts };

    private static Gen<RuleEffect> Effect { get; } = Gen.OneOf(
        Gen.Choose(0, 400).Select(a => new RuleEffect(EffectKind.Multiplier, a)), Gen.Choose(1, 300).Select(a => new RuleEffect(EffectKind.PerEuro, a)),
        Gen.Choose(1, 100).Select(a => new RuleEffect(EffectKind.Fixed, a)), Gen.Choose(1, 20).Select(a => new RuleEffect(EffectKind.PerUnit, a)), Gen.Constant(new RuleEffect(EffectKind.Nothing, 0)));

    internal static Gen<ProgrammeContent> Contents(int rules) =>
        from count in Gen.Choose(0, rules)
        from effects in Effect.ArrayOf(count)
        from conditions in Tree(2).ArrayOf(count)
        from best in Gen.Choose(0, 1).ArrayOf(count)
        from limits in Gen.Choose(0, 60).ArrayOf(count)
        from stacking in Gen.Elements(Stacking.Stack, Stacking.BestOneWins)
        select ReferenceProgramme.Content with
        {
            Earning = ReferenceProgramme.Content.Earning with { TierStacking = stacking },
            Rules = [.. Enumerable.Range(0, count).Select(i => new PointRule($"rule-{i}", $"Rule {i}", Triggers.Purchase, RuleCondition.All(conditions[i]), effects[i], best[i] == 1 ? Stacking.BestOneWins : Stacking.Stack)
            {
                Limits = new RuleLimits(PerPurchase: limits[i] is > 0 and < 30 && effects[i] is not { Kind: EffectKind.Nothing } and not { Kind: EffectKind.Multiplier, Amount: <= 100 } ? limits[i] : null),
            })],
        };

    internal static Gen<(EarningFacts Facts, EarningLine[] Lines, long Cheque)> Baskets { get; } =
        from at in Gen.Choose(0, 24 * 365 * 3)
        from channel in Gen.Elements("store", "web")
        from tier in Gen.Elements(Tiers)
        from first in Gen.Choose(0, 4)
        from count in Gen.Choose(1, 5)
        from lines in Line.ArrayOf(count)
        from discount in Gen.Choose(0, 2000)
        from cheque in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 1500)))
        select (new EarningFacts(new DateTime(2024, 1, 1).AddHours(at), channel, "", "", tier, first == 0, MemberFacts.None),
            discount < 1000 ? lines : [.. lines, new EarningLine(LineKind.Discount, "", -discount, 1, 1)], (long)cheque);

    private static Gen<EarningLine> Line =>
        from cents in Gen.Choose(0, 30_000)
        from quantity in Gen.Choose(1, 5)
        from left in Gen.Choose(0, 5)
        from category in Gen.Elements(Categories)
        from kind in Gen.Frequency((8, Gen.Constant(LineKind.Goods)), (1, Gen.Constant(LineKind.Delivery)))
        select new EarningLine(kind, category, cents, quantity, Math.Min(left, quantity));
}
