using System.Globalization;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>
/// Finds the lines of a basket that fit a rule. Conditions about the basket (units, amounts) look at the lines that fit all the others, so the tree is
/// walked twice: first without them, then with what the first walk found.
/// </summary>
internal sealed class RuleMatcher(RuleCondition when)
{
    private readonly bool aboutBasket = when.Everything().Any(c => c.Kind is ConditionKind.Quantity or ConditionKind.LinesTotal);

    /// <summary>Whether the outcome may differ between lines of one basket.</summary>
    internal bool LooksAtLines { get; } = when.Everything().Any(c => c.Kind is ConditionKind.Product or ConditionKind.Brand or ConditionKind.Category or ConditionKind.Quantity or ConditionKind.LinesTotal);

    /// <summary>Marks the lines that fit; true when there is one.</summary>
    internal bool Match(EarningFacts facts, in Basket basket, Span<bool> fits)
    {
        if (!aboutBasket)
        {
            return Walk(facts, basket, fits, default(Found), first: true);
        }

        return Walk(facts, basket, fits, null, first: true) && Walk(facts, basket, fits, basket.Of(fits), first: false);
    }

    /// <summary>Whether an event fits: there are no lines, so conditions about them never hold.</summary>
    internal bool Match(EarningFacts facts) => Holds(when, facts, default, default, default(Found));

    /// <summary>The first condition that keeps everything out, for explaining; null when something fits.</summary>
    internal RuleCondition? Obstacle(EarningFacts facts, in Basket basket)
    {
        Span<bool> fits = new bool[basket.Lines.Length];
        if (Walk(facts, basket, fits, null, first: true))
        {
            var found = basket.Of(fits);
            for (var i = 0; i < basket.Lines.Length; i++)
            {
                if (fits[i] && Obstacle(when, facts, basket, basket.Lines[i], found) is { } late)
                {
                    return late;
                }
            }

            return null;
        }

        // The line that gets furthest says most: a condition about place and time comes before one about products.
        RuleCondition? obstacle = null;
        for (var i = 0; i < basket.Lines.Length; i++)
        {
            if (basket.Counts(i) && Obstacle(when, facts, basket, basket.Lines[i], null) is { } here && (obstacle is null || Place(here) > Place(obstacle)))
            {
                obstacle = here;
            }
        }

        return obstacle ?? Obstacle(when, facts, basket, default, default(Found)) ?? when;
    }

    internal RuleCondition? Obstacle(EarningFacts facts) => Obstacle(when, facts, default, default, default(Found));

    /// <summary>The place of a condition among all of the rule, as stored with a booking.</summary>
    internal int Place(RuleCondition condition)
    {
        var place = 0;
        foreach (var part in when.Everything())
        {
            if (ReferenceEquals(part, condition))
            {
                return place;
            }

            place++;
        }

        return 0;
    }

    /// <summary>What the lines that fit come to; the amounts are net.</summary>
    internal readonly record struct Found(long Units, long LinesCents);

    private bool Walk(EarningFacts facts, in Basket basket, Span<bool> fits, Found? found, bool first)
    {
        var any = false;
        for (var i = 0; i < basket.Lines.Length; i++)
        {
            fits[i] = (first ? basket.Counts(i) : fits[i]) && Holds(when, facts, basket, basket.Lines[i], found);
            any |= fits[i];
        }

        return any;
    }

    private static bool Holds(RuleCondition condition, EarningFacts facts, in Basket basket, in EarningLine line, Found? found)
    {
        switch (condition.Kind)
        {
            case ConditionKind.All:
                foreach (var part in condition.Parts)
                {
                    if (!Holds(part, facts, basket, line, found))
                    {
                        return false;
                    }
                }

                return true;
            case ConditionKind.Any:
                var asked = false;
                foreach (var part in condition.Parts)
                {
                    if (found is null && IsOpen(part))
                    {
                        // Not known yet: the group may still hold.
                        return true;
                    }

                    asked = true;
                    if (Holds(part, facts, basket, line, found))
                    {
                        return true;
                    }
                }

                return !asked;
            case ConditionKind.None:
                foreach (var part in condition.Parts)
                {
                    if (!(found is null && IsOpen(part)) && Holds(part, facts, basket, line, found))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return Leaf(condition, facts, basket, line, found);
        }
    }

    private static bool Leaf(RuleCondition condition, EarningFacts facts, in Basket basket, in EarningLine line, Found? found) => condition.Kind switch
    {
        ConditionKind.Product => OneOf(condition, line.Sku),
        ConditionKind.Brand => OneOf(condition, line.Brand),
        ConditionKind.Category => OneOf(condition, line.Category),
        ConditionKind.Quantity => found is not { } f || Between(condition, f.Units),
        ConditionKind.LinesTotal => found is not { } f || Between(condition, f.LinesCents),
        ConditionKind.BasketTotal => Between(condition, basket.Cents),
        ConditionKind.Channel => OneOf(condition, facts.Channel),
        ConditionKind.Store => OneOf(condition, facts.Store),
        ConditionKind.Payment => OneOf(condition, facts.Payment),
        ConditionKind.Weekday => OneOf(condition, (((int)facts.At.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture)),
        ConditionKind.Hour => Between(condition, facts.At.Hour),
        ConditionKind.Dates => (condition.FromDate is not { } from || facts.Date >= from) && (condition.ToDate is not { } to || facts.Date <= to),
        ConditionKind.FirstPurchase => facts.FirstPurchase,
        ConditionKind.Tier => OneOf(condition, facts.Tier),
        ConditionKind.Segment => facts.Member.Segments.Any(s => OneOf(condition, s)),
        ConditionKind.Attribute => OneOf(condition, facts.Member.Attributes.GetValueOrDefault(condition.Name ?? "", "")),
        ConditionKind.Source => OneOf(condition, facts.Member.Source),
        _ => throw new InvalidOperationException($"A group is no condition of its own: {condition.Kind}."),
    };

    private static RuleCondition? Obstacle(RuleCondition condition, EarningFacts facts, in Basket basket, in EarningLine line, Found? found)
    {
        if (Holds(condition, facts, basket, line, found))
        {
            return null;
        }

        foreach (var part in condition.Parts)
        {
            if (condition.Kind == ConditionKind.All && Obstacle(part, facts, basket, line, found) is { } deeper)
            {
                return deeper;
            }

            if (condition.Kind == ConditionKind.None && Holds(part, facts, basket, line, found))
            {
                return condition;
            }
        }

        return condition;
    }

    /// <summary>Whether the first walk cannot tell yet.</summary>
    private static bool IsOpen(RuleCondition condition) => condition.Everything().Any(c => c.Kind is ConditionKind.Quantity or ConditionKind.LinesTotal);

    private static bool OneOf(RuleCondition condition, string value)
    {
        foreach (var allowed in condition.Values)
        {
            if (string.Equals(allowed, value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Between(RuleCondition condition, long value) => (condition.From is not { } from || value >= from) && (condition.To is not { } to || value <= to);
}

/// <summary>A basket while it is counted: goods, what of them may earn, and which lines take part.</summary>
internal readonly ref struct Basket(ReadOnlySpan<EarningLine> lines, long goods, long eligible, ReadOnlySpan<bool> without)
{
    private readonly ReadOnlySpan<bool> without = without;

    internal ReadOnlySpan<EarningLine> Lines { get; } = lines;

    /// <summary>All goods as they were sold, cents.</summary>
    internal long Goods { get; } = goods;

    /// <summary>What of them may earn: less discounts and what cheques paid. These lie over all goods alike, also over those that came back.</summary>
    internal long Eligible { get; } = eligible;

    /// <summary>Net amount of all lines that take part.</summary>
    internal long Cents
    {
        get
        {
            long kept = 0;
            for (var i = 0; i < Lines.Length; i++)
            {
                kept += Counts(i) ? KeptCents(i) : 0;
            }

            return Net(kept);
        }
    }

    internal bool Counts(int i) => Lines[i] is { Kind: LineKind.Goods, Left: > 0 } && (without.IsEmpty || !without[i]);

    internal long KeptCents(int i) => Lines[i] is var l && l.Left == l.Quantity ? l.AmountCents : Rounding.Share(l.AmountCents, l.Left, l.Quantity);

    internal RuleMatcher.Found Of(ReadOnlySpan<bool> fits)
    {
        long units = 0, cents = 0;
        for (var i = 0; i < Lines.Length; i++)
        {
            if (fits[i])
            {
                units += Lines[i].Left;
                cents += KeptCents(i);
            }
        }

        return new RuleMatcher.Found(units, Net(cents));
    }

    private long Net(long cents) => Goods == Eligible || Goods == 0 ? cents : (long)((Int128)cents * Eligible / Goods);
}
