using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>Why a rule gave nothing, or less.</summary>
public enum RuleSilence
{
    /// <summary>A condition did not hold.</summary>
    Condition,

    /// <summary>A higher multiplier won.</summary>
    Beaten,

    /// <summary>Its limit or budget left less than it would have given.</summary>
    Limit,
}

/// <param name="At">Place of the condition that did not hold among all conditions of the rule; 0 where none is to be named.</param>
public sealed record SilentRule(string Id, RuleSilence Why, int At = 0);

/// <summary>What conditions looked at that may be different later; kept, so that a return is counted as the purchase was.</summary>
public sealed record KeptFacts(bool First, string Source, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Segments);

/// <summary>How the points of a purchase or event came about, kept with the entry as JSON.</summary>
/// <param name="EligibleCents">Amount that earns: net of discounts, without delivery, gift cards and the part paid by cheque.</param>
/// <param name="CategoryCents">Only with bookings of the first release, which had multipliers by category.</param>
public sealed record EarningBasis(long EligibleCents, int CentsPerPoint, string Tier, int TierPercent, IReadOnlyList<CategoryShare> CategoryCents)
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    /// <summary>What every part gave; null with bookings of the first release.</summary>
    public IReadOnlyList<PartPoints>? Parts { get; init; }

    /// <summary>The rules that gave nothing or less than they would have, and why.</summary>
    public IReadOnlyList<SilentRule>? Silent { get; init; }
    public KeptFacts? Facts { get; init; }

    /// <summary>What rules with a limit were still allowed to give at that moment.</summary>
    public IReadOnlyDictionary<string, long>? Allowed { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static EarningBasis FromJson(string json) => JsonSerializer.Deserialize<EarningBasis>(json, Json)!;
}

/// <summary>Amount in a category with a multiplier, as kept by the first release.</summary>
public sealed record CategoryShare(string Category, int Percent, long Cents);

/// <summary>Counts a purchase or event and keeps how: points, what every part gave, and why other rules gave nothing.</summary>
public static class EarningPolicy
{
    public static (long Points, EarningBasis Basis) Explain(ProgrammeContent content, EarningFacts facts, long paidByChequeCents, IReadOnlyList<EarningLine> lines, IReadOnlyDictionary<string, long>? allowed = null)
    {
        var plan = EarningPlan.Of(content);
        var all = lines as EarningLine[] ?? [.. lines];
        var byPart = new long[plan.Parts.Count];
        var points = plan.Count(facts, paidByChequeCents, all, allowed, byPart);
        var without = new bool[all.Length];
        var basket = plan.BasketOf(facts, paidByChequeCents, all, without);
        List<SilentRule> silent = [];
        foreach (var rule in plan.PurchaseRules)
        {
            if (Silence(rule, facts, basket, byPart[rule.At], allowed) is { } why)
            {
                silent.Add(why);
            }
        }

        return (points, BasisOf(content, plan, facts, Math.Max(0, basket.Eligible), byPart, silent, allowed));
    }

    public static (long Points, EarningBasis Basis) ExplainEvent(ProgrammeContent content, string kind, EarningFacts facts, IReadOnlyDictionary<string, long>? allowed = null)
    {
        var plan = EarningPlan.Of(content);
        var byPart = new long[plan.Parts.Count];
        var points = plan.CountEvent(kind, facts, allowed, byPart);
        List<SilentRule> silent = [];
        foreach (var rule in plan.EventRules(kind))
        {
            if (rule.Matcher.Obstacle(facts) is { } obstacle)
            {
                silent.Add(new SilentRule(rule.Rule.Id, RuleSilence.Condition, rule.Matcher.Place(obstacle)));
            }
            else if (byPart[rule.At] < rule.Rule.Effect.Amount)
            {
                silent.Add(new SilentRule(rule.Rule.Id, RuleSilence.Limit));
            }
        }

        return (points, BasisOf(content, plan, facts, 0, byPart, silent, allowed));
    }

    /// <summary>The facts under which a booked purchase was counted, for counting it again after a return.</summary>
    public static EarningFacts FactsOf(EarningBasis basis, DateTime at, string channel, string store, string payment) => new(at, channel, store, payment, basis.Tier, basis.Facts?.First ?? false,
        basis.Facts is { } kept ? new MemberFacts(kept.Source, kept.Attributes, kept.Segments) : MemberFacts.None);

    private static SilentRule? Silence(EarningPlan.Ready rule, EarningFacts facts, in Basket basket, long gave, IReadOnlyDictionary<string, long>? allowed)
    {
        if (rule.Matcher.Obstacle(facts, basket) is { } obstacle)
        {
            return new SilentRule(rule.Rule.Id, RuleSilence.Condition, rule.Matcher.Place(obstacle));
        }

        if (rule.Rule.Limits.Any && EarningPlan.LimitOf(rule.Rule, allowed) is { } limit && gave >= limit)
        {
            return new SilentRule(rule.Rule.Id, RuleSilence.Limit);
        }

        return gave == 0 && rule.Rule is { Effect.Kind: EffectKind.Multiplier, Stacking: Stacking.BestOneWins } ? new SilentRule(rule.Rule.Id, RuleSilence.Beaten) : null;
    }

    private static EarningBasis BasisOf(ProgrammeContent content, EarningPlan plan, EarningFacts facts, long eligible, long[] byPart, List<SilentRule> silent, IReadOnlyDictionary<string, long>? allowed)
    {
        var tier = content.TierOf(facts.Tier);
        var member = facts.Member;
        var needed = plan.LooksAtFirstPurchase || plan.LooksAtSource || plan.LooksAtSegments || plan.Attributes.Count > 0;
        return new EarningBasis(eligible, content.Earning.CentsPerPoint, tier.Code, tier.PointsPercent, [])
        {
            Parts = [.. plan.Parts.Select((id, i) => new PartPoints(id, byPart[i])).Where(p => p.Points != 0)],
            Silent = silent.Count == 0 ? null : silent,
            Facts = needed ? new KeptFacts(facts.FirstPurchase, member.Source, member.Attributes, member.Segments) : null,
            Allowed = allowed is { Count: > 0 } ? allowed : null,
        };
    }
}
