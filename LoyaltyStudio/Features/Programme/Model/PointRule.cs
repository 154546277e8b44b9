namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>
/// A rule that gives points on top of the base: when it looks (trigger), under which conditions, what it gives, and within which limits.
/// </summary>
/// <param name="Id">Stable across versions: what a rule gave before counts for its limits after a new version too.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Trigger"><see cref="Triggers.Purchase"/>, or the kind of event.</param>
/// <param name="When">The conditions; a purchase line counts for the rule when they hold for it.</param>
/// <param name="Stacking">Only for multipliers: multiply with others, or be among those of which the highest counts.</param>
public sealed record PointRule(string Id, string Name, string Trigger, RuleCondition When, RuleEffect Effect, Stacking Stacking = Stacking.Stack)
{
    public RuleLimits Limits { get; init; } = new();

    /// <summary>A rule that is switched off stays in the version, but gives nothing.</summary>
    public bool Off { get; init; }
}

/// <summary>The moments at which rules look.</summary>
public static class Triggers
{
    public const string Purchase = "purchase";

    /// <summary>Kinds of event with a name of their own; any other name is an event of the retailer.</summary>
    public static readonly IReadOnlyList<string> Events = ["enrolment", "birthday", "review", "survey", "referral", "check-in", "profile"];
}

/// <summary>What a rule gives.</summary>
public enum EffectKind
{
    /// <summary>Extra points for every euro of the lines that fit, in hundredths of a point.</summary>
    PerEuro,

    /// <summary>Times the points of the lines that fit, in percent: 150 is one and a half times.</summary>
    Multiplier,

    /// <summary>A number of points for the purchase or event.</summary>
    Fixed,

    /// <summary>A number of points for every unit of the lines that fit.</summary>
    PerUnit,

    /// <summary>The lines that fit earn nothing at all, whatever other rules say.</summary>
    Nothing,
}

public sealed record RuleEffect(EffectKind Kind, long Amount);

/// <summary>Most that a rule may give, in points: per purchase, per member and day, per member for ever, and in all (the budget). Null: no limit.</summary>
public sealed record RuleLimits(long? PerPurchase = null, long? PerDay = null, long? PerMember = null, long? Budget = null)
{
    public bool Any => (PerPurchase ?? PerDay ?? PerMember ?? Budget) is not null;

    /// <summary>Whether what was given before has to be known.</summary>
    public bool NeedsHistory => (PerDay ?? PerMember ?? Budget) is not null;
}

/// <summary>What a condition looks at. The first three group other conditions.</summary>
public enum ConditionKind
{
    All, Any, None,

    /// <summary>About the purchase line.</summary>
    Product, Brand, Category,

    /// <summary>About the basket: units of the lines that fit, amount of the lines that fit, amount of all goods (cents).</summary>
    Quantity, LinesTotal, BasketTotal,

    /// <summary>About where and when.</summary>
    Channel, Store, Payment, Weekday, Hour, Dates,

    /// <summary>About the member.</summary>
    FirstPurchase, Tier, Segment, Attribute, Source,
}

/// <summary>
/// One condition or a group. Values: one of these (codes, names, numbers of weekdays with 1 for Monday). From and To: at least and at most; an hour counts
/// whole, so 9 to 11 is from 9:00 to 11:59. Dates: the first and the last day.
/// </summary>
public sealed record RuleCondition(ConditionKind Kind)
{
    public IReadOnlyList<RuleCondition> Parts { get; init; } = [];
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Name of the member attribute.</summary>
    public string? Name { get; init; }
    public long? From { get; init; }
    public long? To { get; init; }
    public DateOnly? FromDate { get; init; }
    public DateOnly? ToDate { get; init; }

    public bool IsGroup => Kind is ConditionKind.All or ConditionKind.Any or ConditionKind.None;

    /// <summary>No condition: everything fits.</summary>
    public static RuleCondition Always { get; } = new(ConditionKind.All);

    public static RuleCondition All(params IReadOnlyList<RuleCondition> parts) => new(ConditionKind.All) { Parts = parts };

    public static RuleCondition AnyOf(params IReadOnlyList<RuleCondition> parts) => new(ConditionKind.Any) { Parts = parts };

    public static RuleCondition NoneOf(params IReadOnlyList<RuleCondition> parts) => new(ConditionKind.None) { Parts = parts };

    public static RuleCondition Is(ConditionKind kind, params IReadOnlyList<string> values) => new(kind) { Values = values };

    public static RuleCondition Between(ConditionKind kind, long? from, long? to = null) => new(kind) { From = from, To = to };

    /// <summary>This condition and everything in it.</summary>
    public IEnumerable<RuleCondition> Everything() => Parts.SelectMany(p => p.Everything()).Prepend(this);
}
