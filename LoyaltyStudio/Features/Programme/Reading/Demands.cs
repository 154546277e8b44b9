using System.Globalization;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>What one purchase of one product must be like for a list of leaves to hold, and such a purchase if there is one.</summary>
internal sealed class Demands
{
    private static readonly string[] Channels = ["store", "web", "marketplace", "phone"];

    private readonly IReadOnlyList<(RuleCondition Leaf, bool Not)> leaves;
    private readonly ProgrammeContent content;

    internal Demands(IReadOnlyList<(RuleCondition Leaf, bool Not)> leaves, ProgrammeContent content)
    {
        this.leaves = leaves;
        this.content = content;
    }

    internal ExamplePurchase? Example(DateOnly today)
    {
        var units = Number(1, ConditionKind.Quantity);
        var cents = Number(50_00, ConditionKind.BasketTotal, ConditionKind.LinesTotal);
        var tier = Value(ConditionKind.Tier, [.. content.Tiers.Select(t => t.Code)]);
        var channel = Value(ConditionKind.Channel, Channels);
        var names = leaves.Where(l => l.Leaf.Kind == ConditionKind.Attribute).Select(l => l.Leaf.Name ?? "").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var attributes = names.ConvertAll(n => (Name: n, Value: Free(l => l.Kind == ConditionKind.Attribute && string.Equals(l.Name, n, StringComparison.OrdinalIgnoreCase))));
        var (category, brand, sku) = (FreeOf(ConditionKind.Category), FreeOf(ConditionKind.Brand), FreeOf(ConditionKind.Product));
        var (store, payment, segment, source) = (FreeOf(ConditionKind.Store), FreeOf(ConditionKind.Payment), FreeOf(ConditionKind.Segment), FreeOf(ConditionKind.Source));
        var firsts = leaves.Where(l => l.Leaf.Kind == ConditionKind.FirstPurchase).Select(l => !l.Not).Distinct().ToList();
        if (units is null || cents is null || tier is null || channel is null || firsts.Count > 1 || At(today) is not { } at || attributes.Exists(a => a.Value is null)
            || category is null || brand is null || sku is null || store is null || payment is null || segment is null || source is null)
        {
            return null;
        }

        var example = new ExamplePurchase(at, channel, store, payment, tier, segment, source, firsts is [true], attributes.ToDictionary(a => a.Name, a => a.Value!, StringComparer.OrdinalIgnoreCase),
            category, brand, sku, (int)Math.Min(units.Value, 1000), cents.Value);
        return Holds(leaves, example) ? example : null;
    }

    /// <summary>Whether all leaves hold for a purchase.</summary>
    internal static bool Holds(IEnumerable<(RuleCondition Leaf, bool Not)> leaves, ExamplePurchase p) => leaves.All(l => Holds(l.Leaf, p) != l.Not);

    private static bool Holds(RuleCondition leaf, ExamplePurchase p) => leaf.Kind switch
    {
        ConditionKind.Quantity => Between(leaf, p.Quantity),
        ConditionKind.LinesTotal or ConditionKind.BasketTotal => Between(leaf, p.Cents),
        ConditionKind.Hour => Between(leaf, p.At.Hour),
        ConditionKind.Weekday => leaf.Values.Contains(Day(p.At)),
        ConditionKind.Dates => (leaf.FromDate is not { } from || DateOnly.FromDateTime(p.At) >= from) && (leaf.ToDate is not { } to || DateOnly.FromDateTime(p.At) <= to),
        ConditionKind.FirstPurchase => p.First,
        ConditionKind.Category => OneOf(leaf, p.Category),
        ConditionKind.Brand => OneOf(leaf, p.Brand),
        ConditionKind.Product => OneOf(leaf, p.Sku),
        ConditionKind.Channel => OneOf(leaf, p.Channel),
        ConditionKind.Store => OneOf(leaf, p.Store),
        ConditionKind.Payment => OneOf(leaf, p.Payment),
        ConditionKind.Tier => OneOf(leaf, p.Tier),
        ConditionKind.Segment => OneOf(leaf, p.Segment),
        ConditionKind.Source => OneOf(leaf, p.Source),
        ConditionKind.Attribute => OneOf(leaf, p.Attributes.GetValueOrDefault(leaf.Name ?? "", "")),
        _ => false,
    };

    /// <summary>A number that lies within all bounds, as near to the usual one as can be.</summary>
    private long? Number(long usual, params ConditionKind[] kinds)
    {
        var named = leaves.Where(l => kinds.Contains(l.Leaf.Kind)).ToList();
        var tries = named.SelectMany(l => new[] { l.Leaf.From, l.Leaf.To, l.Leaf.From - 1, l.Leaf.To + 1 }).OfType<long>().Where(n => n > 0).Append(usual).OrderBy(n => Math.Abs(n - usual));
        return tries.Cast<long?>().FirstOrDefault(n => named.TrueForAll(l => Between(l.Leaf, n!.Value) != l.Not));
    }

    /// <summary>The first moment from today on at which day, hour and period agree; looks four hundred days ahead, and from the start of a period that lies elsewhere.</summary>
    private DateTime? At(DateOnly today)
    {
        var starts = leaves.Where(l => l.Leaf.Kind == ConditionKind.Dates).SelectMany(l => new[] { l.Leaf.FromDate, l.Leaf.ToDate?.AddDays(-6) }).OfType<DateOnly>().Prepend(today);
        var hours = new[] { 14 }.Concat(Enumerable.Range(0, 24));
        foreach (var start in starts)
        {
            for (var day = 0; day < 400; day++)
            {
                foreach (var hour in hours)
                {
                    var at = start.AddDays(day).ToDateTime(new TimeOnly(hour, 0));
                    if (leaves.Where(l => l.Leaf.Kind is ConditionKind.Dates or ConditionKind.Weekday or ConditionKind.Hour).All(l => Moment(l.Leaf, at) != l.Not))
                    {
                        return at;
                    }
                }
            }
        }

        return null;
    }

    private static bool Moment(RuleCondition leaf, DateTime at) => leaf.Kind switch
    {
        ConditionKind.Hour => Between(leaf, at.Hour),
        ConditionKind.Weekday => leaf.Values.Contains(Day(at)),
        _ => (leaf.FromDate is not { } from || DateOnly.FromDateTime(at) >= from) && (leaf.ToDate is not { } to || DateOnly.FromDateTime(at) <= to),
    };

    /// <summary>One of the possible values that fits all demands.</summary>
    private string? Value(ConditionKind kind, IReadOnlyList<string> possible) => possible.FirstOrDefault(v => leaves.Where(l => l.Leaf.Kind == kind).All(l => OneOf(l.Leaf, v) != l.Not));

    private string? FreeOf(ConditionKind kind) => Free(l => l.Kind == kind);

    /// <summary>A named value that fits, or none at all where that fits.</summary>
    private string? Free(Func<RuleCondition, bool> which)
    {
        var named = leaves.Where(l => which(l.Leaf)).ToList();
        return named.Where(l => !l.Not).SelectMany(l => l.Leaf.Values).Append("").FirstOrDefault(v => named.TrueForAll(l => OneOf(l.Leaf, v) != l.Not));
    }

    private static bool OneOf(RuleCondition leaf, string value) => leaf.Values.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool Between(RuleCondition leaf, long value) => (leaf.From is not { } from || value >= from) && (leaf.To is not { } to || value <= to);

    private static string Day(DateTime at) => ((((int)at.DayOfWeek + 6) % 7) + 1).ToString(CultureInfo.InvariantCulture);
}
