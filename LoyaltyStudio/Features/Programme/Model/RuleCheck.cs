using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>What one rule must satisfy before it may be saved.</summary>
public static class RuleCheck
{
    /// <summary>Conditions that say something about the purchase; an event has none of these.</summary>
    private static readonly HashSet<ConditionKind> OfPurchases =
    [
        ConditionKind.Product, ConditionKind.Brand, ConditionKind.Category, ConditionKind.Quantity, ConditionKind.LinesTotal, ConditionKind.BasketTotal, ConditionKind.Channel,
        ConditionKind.Payment, ConditionKind.FirstPurchase,
    ];

    public static IEnumerable<FieldError> Errors(ProgrammeContent content, PointRule rule, string field)
    {
        if (string.IsNullOrWhiteSpace(rule.Name) || rule.Name.Length > 100)
        {
            yield return new(field, "Give the rule a name of at most 100 characters.");
        }

        if (string.IsNullOrWhiteSpace(rule.Id) || rule.Id.Length > 80)
        {
            yield return new(field, "The key of rule {0} is missing or too long.", rule.Name);
        }

        if (string.IsNullOrWhiteSpace(rule.Trigger) || rule.Trigger.Length > 50)
        {
            yield return new(field, "Say when rule {0} looks: at a purchase or at an event.", rule.Name);
        }

        if (rule.Trigger != Triggers.Purchase && rule.Effect.Kind != EffectKind.Fixed)
        {
            yield return new(field, "An event gives a fixed number of points: rule {0}.", rule.Name);
        }

        foreach (var error in Effect(rule, field).Concat(Limits(rule, field)))
        {
            yield return error;
        }

        var conditions = rule.When.Everything().ToList();
        if (conditions.Count > 100)
        {
            yield return new(field, "Rule {0} has more than 100 conditions.", rule.Name);
        }

        foreach (var condition in conditions)
        {
            if (Wrong(content, rule, condition) is { } wrong)
            {
                yield return new(field, wrong, rule.Name);
            }
        }
    }

    private static IEnumerable<FieldError> Effect(PointRule rule, string field)
    {
        var (low, high) = rule.Effect.Kind switch
        {
            EffectKind.PerEuro => (1, 100_00),
            EffectKind.Multiplier => (0, 100_00),
            EffectKind.Fixed or EffectKind.PerUnit => (1, 100_000),
            EffectKind.Nothing => (0, 0),
        };
        if (rule.Effect.Amount < low || rule.Effect.Amount > high)
        {
            yield return rule.Effect.Kind switch
            {
                EffectKind.PerEuro => new(field, "Extra points per euro are between 0.01 and 100: rule {0}.", rule.Name),
                EffectKind.Multiplier => new(field, "A multiplier is between 0 and 100 times: rule {0}.", rule.Name),
                _ => new FieldError(field, "The points of rule {0} are between 1 and 100,000.", rule.Name),
            };
        }
    }

    private static IEnumerable<FieldError> Limits(PointRule rule, string field)
    {
        var limits = rule.Limits;
        if (limits.PerPurchase < 1 || limits.PerDay < 1 || limits.PerMember < 1 || limits.Budget < 1)
        {
            yield return new(field, "A limit is at least one point; leave it empty for none: rule {0}.", rule.Name);
        }

        if (limits.Any && (rule.Effect.Kind == EffectKind.Nothing || rule.Effect is { Kind: EffectKind.Multiplier, Amount: <= 100 }))
        {
            yield return new(field, "Only a rule that gives points can have a limit: rule {0}.", rule.Name);
        }
    }

    private static string? Wrong(ProgrammeContent content, PointRule rule, RuleCondition condition)
    {
        if (rule.Trigger != Triggers.Purchase && OfPurchases.Contains(condition.Kind))
        {
            return "An event has no basket and no channel: take that condition out of rule {0}.";
        }

        return condition.Kind switch
        {
            ConditionKind.All or ConditionKind.FirstPurchase => null,
            ConditionKind.Any or ConditionKind.None => condition.Parts.Count == 0 ? "A group of rule {0} is empty." : null,
            ConditionKind.Quantity or ConditionKind.LinesTotal or ConditionKind.BasketTotal or ConditionKind.Hour => Bounds(condition),
            ConditionKind.Dates => (condition.FromDate ?? condition.ToDate) is null ? "A condition of rule {0} has no date." : condition.FromDate > condition.ToDate ? "A condition of rule {0} ends before it begins." : null,
            ConditionKind.Attribute when string.IsNullOrWhiteSpace(condition.Name) => "A condition of rule {0} names no attribute.",
            ConditionKind.Tier when condition.Values.Any(v => content.Tiers.All(t => t.Code != v)) => "Rule {0} names a tier that this programme does not have.",
            _ => condition.Values.Count == 0 || condition.Values.Any(string.IsNullOrWhiteSpace) ? "A condition of rule {0} has no value." : null,
        };
    }

    private static string? Bounds(RuleCondition condition)
    {
        var highest = condition.Kind == ConditionKind.Hour ? 23 : 1_000_000_000_00;
        return (condition.From ?? condition.To) is null ? "A condition of rule {0} has no number."
            : condition.From > condition.To || condition.From < 0 || condition.To > highest ? "A condition of rule {0} has numbers that cannot be." : null;
    }
}
