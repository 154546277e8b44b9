using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <param name="Difference">Share of the first group minus share of the second.</param>
public readonly record struct Lift(double Difference, double Low, double High)
{
    /// <summary>Whether the 95 % interval leaves out no difference at all.</summary>
    public bool IsCertain => Low > 0 || High < 0;
}

/// <summary>
/// Compares two shares by the Newcombe–Wilson hybrid score interval, 95 %: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998) 873–890, method 10.
/// The interval of one share is that of E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212.
/// </summary>
public static class Proportions
{
    private const double Z = 1.959963984540054;

    /// <summary>The difference between x1 of n1 and x2 of n2; null when a group is empty.</summary>
    public static Lift? Compare(long x1, long n1, long x2, long n2)
    {
        if (n1 <= 0 || n2 <= 0)
        {
            return null;
        }

        double p1 = (double)x1 / n1, p2 = (double)x2 / n2;
        var (l1, u1) = Wilson(p1, n1);
        var (l2, u2) = Wilson(p2, n2);
        var difference = p1 - p2;
        return new Lift(difference, difference - Math.Sqrt(Square(p1 - l1) + Square(u2 - p2)), difference + Math.Sqrt(Square(u1 - p1) + Square(p2 - l2)));
    }

    /// <summary>Wilson score interval of one share.</summary>
    public static (double Low, double High) Wilson(double p, long n)
    {
        var centre = p + (Z * Z / (2 * n));
        var spread = Z * Math.Sqrt(((p * (1 - p)) + (Z * Z / (4 * n))) / n);
        var scale = 1 + (Z * Z / n);
        return ((centre - spread) / scale, (centre + spread) / scale);
    }

    /// <summary>Two-sided p of no difference between two shares: the normal approximation with the share of both together, whose square is Pearson's χ² of the 2 × 2 table.</summary>
    public static double PValue(long x1, long n1, long x2, long n2)
    {
        if (n1 <= 0 || n2 <= 0)
        {
            return 1;
        }

        var together = (double)(x1 + x2) / (n1 + n2);
        var variance = together * (1 - together) * ((1.0 / n1) + (1.0 / n2));
        return variance <= 0 ? 1 : 2 * SpecialFunctions.NormalCdf(-Math.Abs(((double)x1 / n1) - ((double)x2 / n2)) / Math.Sqrt(variance));
    }

    private static double Square(double x) => x * x;
}
