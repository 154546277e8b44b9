using System.Numerics;
using System.Runtime.CompilerServices;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>Points that one part of the programme gave: <see cref="EarningPlan.Base"/>, <see cref="EarningPlan.TierPart"/> or the id of a rule.</summary>
public sealed record PartPoints(string Id, long Points);

/// <summary>
/// The earning of one version, made ready for counting (semantics 2). Order: base and points per euro, line by line; multipliers, those that stack first, then
/// the best of those of which one wins; fixed points and points per unit; limits of every rule. The fraction is dropped once, for the whole purchase:
/// everything before that is counted in whole numbers over one denominator. What each part gave is what it added to the running total, so the parts
/// always come to the whole.
/// </summary>
public sealed class EarningPlan
{
    public const string Base = "base";
    public const string TierPart = "tier";

    /// <summary>Receipts up to this length are marked on the stack.</summary>
    private const int Short = 256;

    private static readonly ConditionalWeakTable<ProgrammeContent, EarningPlan> Plans = [];

    private readonly ProgrammeContent content;
    private readonly Ready[] perEuro, stacked, best, fixedPoints, nothing;
    private readonly Ready[] events;
    private readonly long highestPerEuro;
    private readonly double highestFactor;
    private readonly bool tierStacks;

    private EarningPlan(ProgrammeContent content)
    {
        this.content = content;
        tierStacks = content.Earning.TierStacking == Stacking.Stack;
        var rules = content.Rules.Where(r => !r.Off).ToList();
        var parts = new List<string> { Base };
        Ready[] Take(Func<PointRule, bool> which) => [.. rules.Where(r => r.Trigger == Triggers.Purchase && which(r)).Select(r => new Ready(r, new RuleMatcher(r.When), Add(parts, r.Id)))];
        nothing = Take(r => r.Effect.Kind == EffectKind.Nothing);
        perEuro = Take(r => r.Effect.Kind == EffectKind.PerEuro);
        TierAt = Add(parts, TierPart);
        stacked = Take(r => r is { Effect.Kind: EffectKind.Multiplier, Stacking: Stacking.Stack });
        best = Take(r => r is { Effect.Kind: EffectKind.Multiplier, Stacking: Stacking.BestOneWins });
        fixedPoints = Take(r => r.Effect.Kind is EffectKind.Fixed or EffectKind.PerUnit);
        events = [.. rules.Where(r => r.Trigger != Triggers.Purchase).Select(r => new Ready(r, new RuleMatcher(r.When), Add(parts, r.Id)))];
        Parts = parts;
        highestPerEuro = 10_000 + (perEuro.Sum(r => r.Rule.Effect.Amount) * content.Earning.CentsPerPoint);
        highestFactor = stacked.Concat(best).Aggregate(Math.Max(100.0, content.Tiers.Max(t => t.PointsPercent)), (f, r) => f * Math.Max(100, r.Rule.Effect.Amount));
        var conditions = rules.SelectMany(r => r.When.Everything()).ToList();
        LooksAtLines = perEuro.Concat(stacked).Concat(best).Concat(fixedPoints).Concat(nothing).Any(r => r.Matcher.LooksAtLines || r.Rule.Effect.Kind == EffectKind.PerUnit);
        LooksAtFirstPurchase = conditions.Exists(c => c.Kind == ConditionKind.FirstPurchase);
        Attributes = [.. conditions.Where(c => c.Kind == ConditionKind.Attribute).Select(c => c.Name ?? "").Distinct(StringComparer.OrdinalIgnoreCase)];
        LooksAtSource = conditions.Exists(c => c.Kind == ConditionKind.Source);
        LooksAtSegments = conditions.Exists(c => c.Kind == ConditionKind.Segment);
        Limited = [.. rules.Where(r => r.Limits.NeedsHistory)];
    }

    /// <summary>The plan of a content; made once for each.</summary>
    public static EarningPlan Of(ProgrammeContent content) => Plans.GetValue(content, static c => new EarningPlan(c));

    /// <summary>Ids of all parts in the order in which they count; <see cref="Count"/> fills one number for each.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>Whether points depend on what was bought and not only on the amount.</summary>
    public bool LooksAtLines { get; }
    public bool LooksAtFirstPurchase { get; }
    public bool LooksAtSource { get; }
    public bool LooksAtSegments { get; }

    /// <summary>Names of the member attributes that conditions ask for.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>Rules of which must be known what they gave before.</summary>
    public IReadOnlyList<PointRule> Limited { get; }

    internal int TierAt { get; }

    internal sealed record Ready(PointRule Rule, RuleMatcher Matcher, int At);

    internal IEnumerable<Ready> PurchaseRules => nothing.Concat(perEuro).Concat(stacked).Concat(best).Concat(fixedPoints);

    internal IEnumerable<Ready> EventRules(string kind) => events.Where(e => string.Equals(e.Rule.Trigger, kind, StringComparison.OrdinalIgnoreCase));

    /// <summary>Points for the units of a purchase that were kept.</summary>
    /// <param name="allowed">Points that rules with limits may still give, by rule id; a rule that is not named has only its limit per purchase.</param>
    /// <param name="byPart">Receives the points of every part, in the order of <see cref="Parts"/>; may be empty.</param>
    public long Count(EarningFacts facts, long paidByChequeCents, ReadOnlySpan<EarningLine> lines, IReadOnlyDictionary<string, long>? allowed = null, Span<long> byPart = default)
    {
        byPart.Clear();
        var count = nothing.Length == 0 ? 0 : lines.Length;
        Span<bool> without = count <= Short ? stackalloc bool[count] : new bool[count];
        var basket = BasketOf(facts, paidByChequeCents, lines, without);
        if (basket.Eligible <= 0 || basket.Goods <= 0)
        {
            return 0;
        }

        // The widest number decides in which size all of them are kept; most purchases fit in 64 bits.
        var (up, down) = basket.Goods == basket.Eligible ? (1.0, 1.0) : (basket.Eligible, basket.Goods);
        var size = Math.Max(highestPerEuro * highestFactor * basket.Goods * up, content.Earning.CentsPerPoint * 10_000.0 * highestFactor * down * MostFixed(lines));
        return size < 4e18 ? Count<long>(facts, basket, allowed, byPart, null) : size < 8e37 ? Count<Int128>(facts, basket, allowed, byPart, null) : Count<BigInteger>(facts, basket, allowed, byPart, null);
    }

    /// <summary>What every part gave on every line, before anything is rounded or limited; points for the purchase as a whole are not in it. By part, then by line.</summary>
    public decimal[][] ByLine(EarningFacts facts, long paidByChequeCents, ReadOnlySpan<EarningLine> lines)
    {
        var table = new decimal[Parts.Count][];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = new decimal[lines.Length];
        }

        var basket = BasketOf(facts, paidByChequeCents, lines, new bool[lines.Length]);
        if (basket.Eligible > 0 && basket.Goods > 0)
        {
            Count<BigInteger>(facts, basket, null, [], (part, line, number, whole) => table[part][line] += (decimal)(number * 10_000 / whole) / 10_000);
        }

        return table;
    }

    /// <summary>Points for something that a member did besides buying.</summary>
    public long CountEvent(string kind, EarningFacts facts, IReadOnlyDictionary<string, long>? allowed = null, Span<long> byPart = default)
    {
        byPart.Clear();
        long sum = 0;
        foreach (var rule in EventRules(kind))
        {
            if (rule.Matcher.Match(facts))
            {
                var points = Math.Min(rule.Rule.Effect.Amount, LimitOf(rule.Rule, allowed) ?? long.MaxValue);
                sum += points;
                if (!byPart.IsEmpty)
                {
                    byPart[rule.At] = points;
                }
            }
        }

        return sum;
    }

    /// <summary>The most that a rule may give now, in points; null without a limit.</summary>
    internal static long? LimitOf(PointRule rule, IReadOnlyDictionary<string, long>? allowed)
    {
        long? left = allowed is not null && allowed.TryGetValue(rule.Id, out var a) ? Math.Max(0, a) : null;
        return (left, rule.Limits.PerPurchase) switch
        {
            (null, var one) => one,
            (var some, null) => some,
            ({ } some, { } one) => Math.Min(some, one),
        };
    }

    /// <summary>The basket with the amounts that earn, and without the lines that earn nothing.</summary>
    internal Basket BasketOf(EarningFacts facts, long paidByChequeCents, ReadOnlySpan<EarningLine> lines, Span<bool> without)
    {
        long goods = 0, discounts = 0;
        foreach (ref readonly var line in lines)
        {
            goods += line.Kind == LineKind.Goods ? line.AmountCents : 0;
            discounts += line.Kind == LineKind.Discount ? line.AmountCents : 0;
        }

        var basket = new Basket(lines, goods, goods + discounts - paidByChequeCents, []);
        if (nothing.Length == 0 || lines.Length == 0)
        {
            return basket;
        }

        Span<bool> fits = without.Length <= Short ? stackalloc bool[without.Length] : new bool[without.Length];
        foreach (var rule in nothing)
        {
            rule.Matcher.Match(facts, basket, fits);
            for (var i = 0; i < fits.Length; i++)
            {
                without[i] |= fits[i];
            }
        }

        return new Basket(lines, goods, basket.Eligible, without);
    }

    private double MostFixed(ReadOnlySpan<EarningLine> lines)
    {
        if (fixedPoints.Length == 0)
        {
            return 1;
        }

        double units = 1;
        foreach (ref readonly var line in lines)
        {
            units += line.Left;
        }

        return units * fixedPoints.Sum(r => (double)r.Rule.Effect.Amount);
    }

    /// <summary>Told of every addition: part, line, number and the number that makes one point.</summary>
    private delegate void Watch<in T>(int part, int line, T number, T whole);

    private long Count<T>(EarningFacts facts, in Basket basket, IReadOnlyDictionary<string, long>? allowed, Span<long> byPart, Watch<T>? watch)
        where T : IBinaryInteger<T>
    {
        var count = basket.Lines.Length;
        Span<bool> fits = count <= Short ? stackalloc bool[count] : new bool[count];
        var tierPercent = content.TierOf(facts.Tier).PointsPercent;
        var multipliers = stacked.Length + (tierStacks && tierPercent != 100 ? 1 : 0) + (best.Length > 0 || !tierStacks ? 1 : 0);
        var hundred = T.CreateChecked(100);
        var scale = Power(hundred, multipliers);
        var (up, down) = basket.Goods == basket.Eligible ? (T.One, T.One) : (T.CreateChecked(basket.Eligible), T.CreateChecked(basket.Goods));
        var whole = down * T.CreateChecked(content.Earning.CentsPerPoint) * T.CreateChecked(10_000) * scale;
        var sums = new Tally<T>(new T[Parts.Count], whole, watch);
        var rates = new T[count];
        for (var i = 0; i < count; i++)
        {
            if (basket.Counts(i))
            {
                rates[i] = T.CreateChecked(basket.KeptCents(i)) * T.CreateChecked(10_000) * up;
                sums.Add(0, i, rates[i] * scale);
            }
        }

        PerEuro(facts, basket, fits, rates, sums, up, scale);
        Multiply(facts, basket, fits, rates, sums, tierPercent, multipliers);
        foreach (var rule in fixedPoints)
        {
            if (rule.Matcher.Match(facts, basket, fits))
            {
                var times = rule.Rule.Effect.Kind == EffectKind.PerUnit ? basket.Of(fits).Units : 1;
                sums.Of[rule.At] = T.CreateChecked(rule.Rule.Effect.Amount) * T.CreateChecked(times) * whole;
            }
        }

        Limit(allowed, sums.Of, whole);
        return Sum(sums.Of, whole, byPart);
    }

    /// <summary>What every part gave, in parts of a point.</summary>
    private readonly record struct Tally<T>(T[] Of, T Whole, Watch<T>? Watch)
        where T : IBinaryInteger<T>
    {
        internal void Add(int part, int line, T number)
        {
            Of[part] += number;
            Watch?.Invoke(part, line, number, Whole);
        }
    }

    private void PerEuro<T>(EarningFacts facts, in Basket basket, Span<bool> fits, T[] rates, Tally<T> sums, T up, T scale)
        where T : IBinaryInteger<T>
    {
        foreach (var rule in perEuro)
        {
            if (!rule.Matcher.Match(facts, basket, fits))
            {
                continue;
            }

            for (var i = 0; i < fits.Length; i++)
            {
                if (fits[i])
                {
                    var more = T.CreateChecked(basket.KeptCents(i)) * T.CreateChecked(rule.Rule.Effect.Amount) * T.CreateChecked(content.Earning.CentsPerPoint) * up;
                    rates[i] += more;
                    sums.Add(rule.At, i, more * scale);
                }
            }
        }
    }

    /// <summary>Lets the multipliers work on what every line has: <c>rates</c> grow by a factor of a hundred with each, so that nothing is rounded.</summary>
    private void Multiply<T>(EarningFacts facts, in Basket basket, Span<bool> fits, T[] rates, Tally<T> sums, int tierPercent, int multipliers)
        where T : IBinaryInteger<T>
    {
        var hundred = T.CreateChecked(100);
        var left = multipliers;
        if (tierStacks && tierPercent != 100)
        {
            var rest = Power(hundred, --left);
            for (var i = 0; i < rates.Length; i++)
            {
                sums.Add(TierAt, i, rates[i] * T.CreateChecked(tierPercent - 100) * rest);
                rates[i] *= T.CreateChecked(tierPercent);
            }
        }

        foreach (var rule in stacked)
        {
            var rest = Power(hundred, --left);
            rule.Matcher.Match(facts, basket, fits);
            for (var i = 0; i < rates.Length; i++)
            {
                var percent = fits[i] ? rule.Rule.Effect.Amount : 100;
                sums.Add(rule.At, i, rates[i] * T.CreateChecked(percent - 100) * rest);
                rates[i] *= T.CreateChecked(percent);
            }
        }

        if (best.Length > 0 || !tierStacks)
        {
            Best(facts, basket, fits, rates, sums, tierPercent);
        }
    }

    /// <summary>Of the multipliers of which one wins, the highest for every line.</summary>
    private void Best<T>(EarningFacts facts, in Basket basket, Span<bool> fits, T[] rates, Tally<T> sums, int tierPercent)
        where T : IBinaryInteger<T>
    {
        var winner = new (long Percent, int At)[rates.Length];
        Array.Fill(winner, tierStacks ? (-1, 0) : (tierPercent, TierAt));
        foreach (var rule in best)
        {
            rule.Matcher.Match(facts, basket, fits);
            for (var i = 0; i < rates.Length; i++)
            {
                if (fits[i] && rule.Rule.Effect.Amount > winner[i].Percent)
                {
                    winner[i] = (rule.Rule.Effect.Amount, rule.At);
                }
            }
        }

        for (var i = 0; i < rates.Length; i++)
        {
            if (winner[i].Percent >= 0)
            {
                sums.Add(winner[i].At, i, rates[i] * T.CreateChecked(winner[i].Percent - 100));
            }
        }
    }

    private void Limit<T>(IReadOnlyDictionary<string, long>? allowed, T[] sums, T whole)
        where T : IBinaryInteger<T>
    {
        foreach (var rule in PurchaseRules)
        {
            if (rule.Rule.Limits.Any && LimitOf(rule.Rule, allowed) is { } limit && sums[rule.At] / whole >= T.CreateChecked(limit))
            {
                sums[rule.At] = T.CreateChecked(limit) * whole;
            }
        }
    }

    private static long Sum<T>(T[] sums, T whole, Span<long> byPart)
        where T : IBinaryInteger<T>
    {
        var running = T.Zero;
        long before = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            if (T.IsZero(sums[i]))
            {
                continue;
            }

            running += sums[i];
            var now = long.CreateChecked(T.Max(T.Zero, running) / whole);
            if (!byPart.IsEmpty)
            {
                byPart[i] = now - before;
            }

            before = now;
        }

        return before;
    }

    private static T Power<T>(T number, int exponent)
        where T : IBinaryInteger<T>
    {
        var power = T.One;
        for (var i = 0; i < exponent; i++)
        {
            power *= number;
        }

        return power;
    }

    private static int Add(List<string> parts, string id)
    {
        parts.Add(id);
        return parts.Count - 1;
    }
}
