using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>A purchase made up to show what rules do.</summary>
public sealed record ExamplePurchase(DateTime At, string Channel, string Store, string Payment, string Tier, string Segment, string Source, bool First, IReadOnlyDictionary<string, string> Attributes,
    string Category, string Brand, string Sku, int Quantity, long Cents);

/// <summary>Two rules that can work on the same purchase, with one for which both do.</summary>
public sealed record RuleOverlap(PointRule First, PointRule Second, ExamplePurchase Example);

/// <summary>An overlap with its example in words.</summary>
public sealed record SaidOverlap(PointRule First, PointRule Second, string Example);

/// <summary>
/// Finds rules for purchases that can meet. Conditions are written as alternatives of plain demands (disjunctive normal form, at most 200 per rule); two rules meet when
/// demands of both can hold for one product in one purchase, and that purchase is the example. Two rules that give nothing need no warning.
/// </summary>
public static class RuleOverlaps
{
    private const int Most = 200;

    /// <param name="today">The day from which examples are dated.</param>
    public static IReadOnlyList<RuleOverlap> Find(ProgrammeContent content, DateOnly today)
    {
        var rules = content.Rules.Where(r => r is { Off: false, Trigger: Triggers.Purchase } && r.Effect.Kind != EffectKind.Nothing).Select(r => (Rule: r, Ways: Alternatives(r.When, false))).ToList();
        var blocked = content.Rules.Where(r => r is { Off: false, Trigger: Triggers.Purchase, Effect.Kind: EffectKind.Nothing }).SelectMany(r => Alternatives(r.When, false)).ToList();
        List<RuleOverlap> found = [];
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = i + 1; j < rules.Count; j++)
            {
                if (Meet(rules[i].Ways, rules[j].Ways, blocked, content, today) is { } example)
                {
                    found.Add(new RuleOverlap(rules[i].Rule, rules[j].Rule, example));
                }
            }
        }

        return found;
    }

    private static ExamplePurchase? Meet(List<List<(RuleCondition Leaf, bool Not)>> first, List<List<(RuleCondition Leaf, bool Not)>> second, List<List<(RuleCondition Leaf, bool Not)>> blocked, ProgrammeContent content, DateOnly today)
    {
        foreach (var one in first)
        {
            foreach (var other in second)
            {
                if (new Demands([.. one, .. other], content).Example(today) is { } example && !blocked.Exists(b => Demands.Holds(b, example)))
                {
                    return example;
                }
            }
        }

        return null;
    }

    /// <summary>The ways in which a condition can hold, each a list of leaves that must (or must not) hold.</summary>
    private static List<List<(RuleCondition Leaf, bool Not)>> Alternatives(RuleCondition condition, bool not)
    {
        if (!condition.IsGroup)
        {
            return [[(condition, not)]];
        }

        // None is "not any"; not-all is "any not" (De Morgan).
        var inner = condition.Kind == ConditionKind.None ? !not : not;
        var any = (condition.Kind != ConditionKind.All) ^ inner;
        var parts = condition.Parts.Select(p => Alternatives(p, inner)).ToList();
        if (any)
        {
            return parts.Count == 0 ? [[]] : [.. parts.SelectMany(p => p).Take(Most)];
        }

        List<List<(RuleCondition, bool)>> all = [[]];
        foreach (var part in parts)
        {
            all = [.. all.SelectMany(a => part, (a, p) => (List<(RuleCondition, bool)>)[.. a, .. p]).Take(Most)];
        }

        return all;
    }
}
