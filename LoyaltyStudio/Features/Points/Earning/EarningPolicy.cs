using System.Text.Json;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>One purchase line as the rules see it.</summary>
/// <param name="Left">Units that did not come back.</param>
public readonly record struct EarningLine(LineKind Kind, string Category, long AmountCents, int Quantity, int Left);

/// <summary>How the points of a purchase came about, kept with the entry.</summary>
/// <param name="EligibleCents">Amount that earns: net of discounts, without delivery, gift cards and the part paid by cheque.</param>
/// <param name="CategoryCents">What the categories with a multiplier of their own had in it.</param>
public sealed record EarningBasis(long EligibleCents, int CentsPerPoint, string Tier, int TierPercent, IReadOnlyList<CategoryShare> CategoryCents)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static EarningBasis FromJson(string json) => JsonSerializer.Deserialize<EarningBasis>(json)!;
}

public sealed record CategoryShare(string Category, int Percent, long Cents);

/// <summary>
/// Points for a purchase (semantics 2): base per euro, times the multipliers, rounded down once for the whole purchase. Counted in whole numbers of
/// 128 bits, so that no fraction is lost before that.
/// </summary>
public static class EarningPolicy
{
    /// <summary>The points for the units that were kept, under the given rules and tier.</summary>
    public static long Points(ProgrammeContent content, string tierCode, long paidByChequeCents, IReadOnlyList<EarningLine> lines)
    {
        var (goods, eligible) = Amounts(paidByChequeCents, lines);
        if (goods <= 0 || eligible <= 0)
        {
            return 0;
        }

        var tierPercent = content.TierOf(tierCode).PointsPercent;
        Int128 weighted = 0;
        foreach (var line in lines)
        {
            if (line.Kind == LineKind.Goods)
            {
                weighted += (Int128)Rounding.Share(line.AmountCents, line.Left, line.Quantity) * Multiplier(content.Earning, tierPercent, line.Category);
            }
        }

        // Discounts and the part paid by cheque lie over all goods alike, also over those that came back.
        return (long)(weighted * eligible / ((Int128)goods * content.Earning.CentsPerPoint * 10_000));
    }

    public static EarningBasis Basis(ProgrammeContent content, string tierCode, long paidByChequeCents, IReadOnlyList<EarningLine> lines)
    {
        var tier = content.TierOf(tierCode);
        var shares = content.Earning.Categories.Count == 0 ? [] : lines.Where(l => l.Kind == LineKind.Goods)
            .Join(content.Earning.Categories, l => l.Category, c => c.Category, (l, c) => (c, l.AmountCents), StringComparer.OrdinalIgnoreCase)
            .GroupBy(x => x.c, (c, amounts) => new CategoryShare(c.Category, c.Percent, amounts.Sum(a => a.AmountCents))).ToList();
        return new EarningBasis(Math.Max(0, Amounts(paidByChequeCents, lines).Eligible), content.Earning.CentsPerPoint, tier.Code, tier.PointsPercent, shares);
    }

    private static (long Goods, long Eligible) Amounts(long paidByChequeCents, IReadOnlyList<EarningLine> lines)
    {
        long goods = 0, discounts = 0;
        foreach (var line in lines)
        {
            goods += line.Kind == LineKind.Goods ? line.AmountCents : 0;
            discounts += line.Kind == LineKind.Discount ? line.AmountCents : 0;
        }

        return (goods, goods + discounts - paidByChequeCents);
    }

    /// <summary>The multiplier of a line in ten-thousandths: both together, or the better one.</summary>
    private static long Multiplier(EarningRule rule, int tierPercent, string category)
    {
        var own = 100;
        foreach (var c in rule.Categories)
        {
            if (string.Equals(c.Category, category, StringComparison.OrdinalIgnoreCase))
            {
                own = c.Percent;
            }
        }

        return rule.TierStacking == Stacking.Stack ? (long)tierPercent * own : Math.Max(tierPercent, own) * 100L;
    }
}
