using System.Text.Json;
using static LoyaltyStudio.Features.Predictions.Models.SpecialFunctions;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>One step of the calibration: pairs of member and product of about the same chance, and how many of them bought.</summary>
public sealed record CalibrationStep(int Pairs, double Said, double Happened);

/// <summary>
/// What was learnt about buying the same product again. Gaps are lognormal: the typical gap of a member and product is drawn towards that of the member, and that towards everybody's.
/// </summary>
/// <param name="Mean">Mean logarithm of the gaps of a member, over members; days.</param>
/// <param name="Within">Variance of logarithms of gaps of one member and product around their mean.</param>
/// <param name="PairPull">k: as many gaps as the member's other products weigh; within ÷ between the products of a member.</param>
/// <param name="MemberPull">The same for everybody's mean; within ÷ between members.</param>
/// <param name="Pairs">Pairs with at least two gaps.</param>
/// <param name="Steps">How the chances of the window before came out; empty where too few pairs could be checked.</param>
public sealed record ReplenishmentFit(double Mean, double Within, double PairPull, double MemberPull, int Pairs, int WindowDays, IReadOnlyList<CalibrationStep> Steps)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static ReplenishmentFit FromJson(string json) => JsonSerializer.Deserialize<ReplenishmentFit>(json)!;
}

/// <summary>Mean and spread of the logarithm of the next gap.</summary>
public readonly record struct GapForecast(double Mean, double Sd)
{
    public double TypicalDays => Math.Exp(Mean);

    /// <summary>The chance that it is bought within the coming days, given that it was not in the days elapsed.</summary>
    public double Within(double elapsed, double days)
    {
        var still = elapsed <= 0 ? 1 : 1 - NormalCdf((Math.Log(elapsed) - Mean) / Sd);
        return still < 1e-12 ? 0 : (NormalCdf((Math.Log(elapsed + days) - Mean) / Sd) - (1 - still)) / still;
    }

    /// <summary>Days from the last purchase before which the next falls with a chance, given that it has not within the days elapsed.</summary>
    public double Point(double elapsed, double share)
    {
        var passed = elapsed <= 0 ? 0 : NormalCdf((Math.Log(elapsed) - Mean) / Sd);
        var at = passed + (share * (1 - passed));
        return at >= 1 - 1e-12 ? elapsed : Math.Exp(Mean + (Sd * NormalQuantile(at)));
    }
}

/// <summary>Sums of logarithms of gaps of one pair or member.</summary>
public readonly record struct GapSums(int Count, double Sum)
{
    public double Mean => Count == 0 ? 0 : Sum / Count;
}

/// <summary>The arithmetic of buying again. Pure.</summary>
public static class ReplenishmentPolicy
{
    private const int Bins = 20;
    private const int LeastPairs = 200;

    /// <summary>The next gap of a pair: its own gaps, drawn towards the member's, those towards everybody's.</summary>
    public static GapForecast Of(ReplenishmentFit fit, GapSums pair, GapSums member)
    {
        var memberMean = (member.Sum + (fit.MemberPull * fit.Mean)) / (member.Count + fit.MemberPull);
        var weight = pair.Count + fit.PairPull;
        return new GapForecast((pair.Sum + (fit.PairPull * memberMean)) / weight, Math.Sqrt(fit.Within * (1 + (1 / weight))));
    }

    /// <summary>A chance as it came out in the window before: between the steps by a straight line, beyond the last by its ratio, so that the order stays.</summary>
    public static double Calibrated(IReadOnlyList<CalibrationStep> steps, double said)
    {
        if (steps.Count == 0)
        {
            return said;
        }

        if (said <= steps[0].Said)
        {
            return steps[0].Said <= 0 ? steps[0].Happened : steps[0].Happened * said / steps[0].Said;
        }

        for (var i = 1; i < steps.Count; i++)
        {
            if (said <= steps[i].Said)
            {
                var (a, b) = (steps[i - 1], steps[i]);
                return a.Happened + ((b.Happened - a.Happened) * (said - a.Said) / Math.Max(1e-12, b.Said - a.Said));
            }
        }

        return Math.Min(0.99, steps[^1].Happened * said / steps[^1].Said);
    }

    /// <summary>Twenty steps of as many pairs, made rising by putting neighbours together (pool adjacent violators).</summary>
    public static IReadOnlyList<CalibrationStep> Calibrate(double[] said, bool[] happened)
    {
        if (said.Length < LeastPairs)
        {
            return [];
        }

        var (keys, order) = ((double[])said.Clone(), happened.ToArray());
        Array.Sort(keys, order);
        var steps = new List<CalibrationStep>();
        for (var b = 0; b < Bins; b++)
        {
            var (from, to) = ((int)((long)b * keys.Length / Bins), (int)((b + 1L) * keys.Length / Bins));
            steps.Add(new CalibrationStep(to - from, keys[from..to].Average(), order[from..to].Count(h => h) / (double)(to - from)));
            while (steps.Count > 1 && steps[^1].Happened <= steps[^2].Happened)
            {
                var (a, c) = (steps[^2], steps[^1]);
                var n = a.Pairs + c.Pairs;
                steps.RemoveRange(steps.Count - 2, 2);
                steps.Add(new CalibrationStep(n, ((a.Said * a.Pairs) + (c.Said * c.Pairs)) / n, ((a.Happened * a.Pairs) + (c.Happened * c.Pairs)) / n));
            }
        }

        return steps;
    }
}

/// <summary>Collects gaps and splits their variance: within a pair, between the products of a member, between members (method of moments for unbalanced groups).</summary>
public sealed class GapVariance
{
    private double within, betweenPairs, pairsScale, means, meanSquares, overGaps, overPairs;
    private long withinFree, pairsFree, members, pairs;

    /// <param name="all">Of each pair of one member with at least two gaps: the number, sum and sum of squares of the logarithms.</param>
    public void Add(ReadOnlySpan<(int Count, double Sum, double Squares)> all)
    {
        var (n, total, nn) = (0, 0.0, 0.0);
        foreach (var (c, s, q) in all)
        {
            within += q - (s * s / c);
            withinFree += c - 1;
            (n, total, nn) = (n + c, total + s, nn + ((double)c * c));
        }

        if (n == 0)
        {
            return;
        }

        var mean = total / n;
        foreach (var (c, s, _) in all)
        {
            betweenPairs += all.Length > 1 ? c * ((s / c) - mean) * ((s / c) - mean) : 0;
        }

        (pairsFree, pairsScale) = all.Length > 1 ? (pairsFree + all.Length - 1, pairsScale + n - (nn / n)) : (pairsFree, pairsScale);
        (means, meanSquares, members, pairs) = (means + mean, meanSquares + (mean * mean), members + 1, pairs + all.Length);
        (overGaps, overPairs) = (overGaps + (1.0 / n), overPairs + (nn / n / n));
    }

    public void Add(GapVariance other)
    {
        (within, betweenPairs, pairsScale, means, meanSquares) = (within + other.within, betweenPairs + other.betweenPairs, pairsScale + other.pairsScale, means + other.means, meanSquares + other.meanSquares);
        (overGaps, overPairs, withinFree, pairsFree, members, pairs) = (overGaps + other.overGaps, overPairs + other.overPairs, withinFree + other.withinFree, pairsFree + other.pairsFree, members + other.members, pairs + other.pairs);
    }

    /// <summary>Null without any pair with two gaps. The mean is over members, so that those with short gaps, who have more of them, do not weigh more.</summary>
    public ReplenishmentFit? Fit(int windowDays)
    {
        if (members == 0 || withinFree == 0)
        {
            return null;
        }

        var mean = means / members;
        var inside = Math.Max(0.01, within / withinFree);
        var pair = pairsScale <= 0 ? inside : Math.Max(0.05 * inside, (betweenPairs - (pairsFree * inside)) / pairsScale);
        var spread = members < 2 ? inside : (meanSquares - (members * mean * mean)) / (members - 1);
        var member = Math.Max(0.05 * inside, spread - (((overGaps * inside) + (overPairs * pair)) / members));
        return new ReplenishmentFit(mean, inside, inside / pair, inside / member, (int)pairs, windowDays, []);
    }
}
