using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// Whether groups have the sizes that the draw should give: Pearson's χ² of goodness of fit (K. Pearson 1900). A p below .001 means that something else than the draw decided who is where, so that nothing may be said
/// (semantics 9; Fabijan et al., Diagnosing sample ratio mismatch in online controlled experiments, KDD 2019).
/// </summary>
public static class SampleRatio
{
    public const double Limit = 0.001;

    /// <param name="sizes">Members by group.</param>
    /// <param name="percents">What the draw gives each, in the same order; in all 100.</param>
    /// <returns>χ² and the chance of one as great by luck alone.</returns>
    public static (double ChiSquare, double P) Test(IReadOnlyList<long> sizes, IReadOnlyList<double> percents)
    {
        var all = (double)sizes.Sum();
        if (all <= 0)
        {
            return (0, 1);
        }

        var sum = 0.0;
        for (var i = 0; i < sizes.Count; i++)
        {
            var expected = all * percents[i] / 100;
            if (expected <= 0 && sizes[i] > 0)
            {
                return (double.PositiveInfinity, 0);
            }

            sum += expected <= 0 ? 0 : (sizes[i] - expected) * (sizes[i] - expected) / expected;
        }

        return (sum, Tail(sum, percents.Count(p => p > 0) - 1));
    }

    public static bool IsRight(IReadOnlyList<long> sizes, IReadOnlyList<double> percents) => Test(sizes, percents).P >= Limit;

    /// <summary>Chance of a χ² of at least x with so many degrees of freedom: the upper regularised incomplete gamma function Q(df/2, x/2) (Abramowitz and Stegun, 26.4.19 and 6.5.29, 6.5.31).</summary>
    public static double Tail(double x, int degrees)
    {
        if (degrees <= 0 || x <= 0)
        {
            return 1;
        }

        double a = degrees / 2.0, z = x / 2;
        var front = Math.Exp((a * Math.Log(z)) - z - SpecialFunctions.LnGamma(a));
        return z < a + 1 ? 1 - (front * Series(a, z)) : front * Fraction(a, z);
    }

    private static double Series(double a, double z)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < 1_000 && term > sum * 1e-16; n++)
        {
            term *= z / (a + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>Lentz's way through the continued fraction.</summary>
    private static double Fraction(double a, double z)
    {
        const double Tiny = 1e-300;
        var b = z + 1 - a;
        double c = 1 / Tiny, d = 1 / b, h = 1 / b;
        for (var n = 1; n < 1_000; n++)
        {
            var step = -n * (n - a);
            b += 2;
            d = 1 / Guard((step * d) + b);
            c = Guard(b + (step / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return h;

        static double Guard(double v) => Math.Abs(v) < Tiny ? Tiny : v;
    }
}
