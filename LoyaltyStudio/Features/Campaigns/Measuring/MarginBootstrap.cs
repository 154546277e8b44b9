using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// The difference of two mean amounts per member and its 95 % interval. Amounts are mostly zero with a few high ones, so that no formula for normal numbers will do: the interval is a bootstrap, bias-corrected and
/// accelerated (B. Efron, Better bootstrap confidence intervals, JASA 82 (1987) 171–185; acceleration from the influence of each member, B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14).
/// Each replication gives every member a Poisson(1) weight instead of drawing with replacement (J. Hanley and B. MacGibbon 2006), so that members with the same amount share one draw and a million members take no longer
/// than a few thousand amounts. The same data and seed give the same interval.
/// </summary>
public static class MarginBootstrap
{
    public const int Replications = 2_000;

    /// <summary>With fewer spenders than this on a side an interval would promise more than it knows.</summary>
    public const int LeastSpenders = 10;

    /// <returns>Mean of the first less mean of the second; null where a side has too few spenders.</returns>
    public static Lift? Compare(Amounts first, Amounts second, string seed, int replications = Replications)
    {
        if (first.Spenders < LeastSpenders || second.Spenders < LeastSpenders)
        {
            return null;
        }

        var (one, two) = (new Resampled(first), new Resampled(second));
        var chance = new SeededChance(seed);
        var means = new double[replications];
        for (var i = 0; i < replications; i++)
        {
            means[i] = one.Mean(chance) - two.Mean(chance);
        }

        Array.Sort(means);
        var difference = first.Mean - second.Mean;
        var bias = SpecialFunctions.NormalQuantile(Math.Clamp(Below(means, difference), 0.5 / replications, 1 - (0.5 / replications)));
        var (cubes, squares) = (one.Moment(3) - two.Moment(3), one.Moment(2) + two.Moment(2));
        var acceleration = squares <= 0 ? 0 : cubes / (6 * Math.Pow(squares, 1.5));
        return new Lift(difference, At(means, Place(bias, acceleration, -1.959963984540054)), At(means, Place(bias, acceleration, 1.959963984540054)));
    }

    private static double Place(double bias, double acceleration, double z) => SpecialFunctions.NormalCdf(bias + ((bias + z) / (1 - (acceleration * (bias + z)))));

    /// <summary>Share of the replications below a value; those equal to it count half.</summary>
    private static double Below(double[] sorted, double value)
    {
        var (below, equal) = (0, 0);
        foreach (var v in sorted)
        {
            below += v < value ? 1 : 0;
            equal += v == value ? 1 : 0;
        }

        return (below + (equal / 2.0)) / sorted.Length;
    }

    private static double At(double[] sorted, double share)
    {
        var place = Math.Clamp((share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1);
        var low = (int)place;
        return low + 1 >= sorted.Length ? sorted[^1] : sorted[low] + ((place - low) * (sorted[low + 1] - sorted[low]));
    }

    /// <summary>A group as its amounts, ready to be drawn from again and again.</summary>
    private sealed class Resampled
    {
        private readonly double[] amounts;
        private readonly long[] counts;
        private readonly double[] none;
        private readonly double members;
        private readonly double mean;

        internal Resampled(Amounts of)
        {
            var groups = of.Groups();
            (amounts, counts) = ([.. groups.Select(g => g.Amount)], [.. groups.Select(g => g.Count)]);
            none = [.. counts.Select(c => Math.Exp(-c))];
            (members, mean) = (of.Members, of.Mean);
        }

        internal double Mean(SeededChance chance)
        {
            var (weight, sum) = (0.0, 0.0);
            for (var i = 0; i < amounts.Length; i++)
            {
                if (counts[i] > 0)
                {
                    var drawn = chance.Poisson(counts[i], none[i]);
                    weight += drawn;
                    sum += drawn * amounts[i];
                }
            }

            return weight <= 0 ? mean : sum / weight;
        }

        /// <summary>Sum over the members of their influence on the mean to a power.</summary>
        internal double Moment(int power)
        {
            var sum = 0.0;
            for (var i = 0; i < amounts.Length; i++)
            {
                sum += counts[i] * Math.Pow((amounts[i] - mean) / members, power);
            }

            return sum;
        }
    }
}
