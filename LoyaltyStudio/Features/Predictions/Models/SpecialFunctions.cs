namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>
/// The functions that the models need, for positive arguments, exact to about 1e-14. Gamma and digamma by their asymptotic series (Abramowitz and Stegun 6.1.41 and 6.3.18) after
/// stepping up to ten; the normal distribution by the series and the continued fraction of erf (7.1.6 and 7.1.14); the incomplete beta function by its continued fraction (26.5.8).
/// </summary>
public static class SpecialFunctions
{
    private static readonly double HalfLnTwoPi = 0.5 * Math.Log(2 * Math.PI);
    private static readonly double RootTwo = Math.Sqrt(2);
    private static readonly double TwoOverRootPi = 2 / Math.Sqrt(Math.PI);

    /// <summary>ln Γ(x), x above 0.</summary>
    public static double LnGamma(double x)
    {
        var product = 1.0;
        while (x < 10)
        {
            product *= x;
            x++;
        }

        var s = 1 / (x * x);
        var series = (1 / 12.0 - (s * (1 / 360.0 - (s * (1 / 1260.0 - (s * (1 / 1680.0 - (s * (1 / 1188.0 - (s * (691 / 360360.0 - (s / 156.0)))))))))))) / x;
        return ((x - 0.5) * Math.Log(x)) - x + HalfLnTwoPi + series - Math.Log(product);
    }

    /// <summary>ψ(x), the derivative of ln Γ, x above 0.</summary>
    public static double Digamma(double x)
    {
        var below = 0.0;
        while (x < 10)
        {
            below += 1 / x;
            x++;
        }

        var s = 1 / (x * x);
        var series = s * (1 / 12.0 - (s * (1 / 120.0 - (s * (1 / 252.0 - (s * (1 / 240.0 - (s * (1 / 132.0 - (s * (691 / 32760.0 - (s / 12.0))))))))))));
        return Math.Log(x) - (0.5 / x) - series - below;
    }

    public static double LnBeta(double a, double b) => LnGamma(a) + LnGamma(b) - LnGamma(a + b);

    /// <summary>ln(e^a + e^b) without overflow; minus infinity counts as nothing.</summary>
    public static double LogAddExp(double a, double b)
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }

    /// <summary>e^y − 1, exact also near 0.</summary>
    public static double Expm1(double y)
    {
        if (Math.Abs(y) > 0.5)
        {
            return Math.Exp(y) - 1;
        }

        var (term, sum) = (y, y);
        for (var n = 2; Math.Abs(term) > 1e-17 * Math.Abs(sum) && n < 40; n++)
        {
            term *= y / n;
            sum += term;
        }

        return sum;
    }

    /// <summary>Share of a standard normal distribution below z.</summary>
    public static double NormalCdf(double z)
    {
        var x = Math.Abs(z) / RootTwo;
        var tail = x < 2.5 ? 0.5 * (1 - Erf(x)) : 0.5 * Erfc(x);
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>Where a standard normal distribution reaches a share, found with Newton's steps from the logistic approximation.</summary>
    public static double NormalQuantile(double share)
    {
        if (share is <= 0 or >= 1)
        {
            return share <= 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (share > 0.5)
        {
            return -NormalQuantile(1 - share);
        }

        var (low, high) = (-39.0, 0.0);
        var z = Math.Max(-38, Math.Log(share / (1 - share)) / 1.702);
        for (var i = 0; i < 80; i++)
        {
            var off = NormalCdf(z) - share;
            (low, high) = off > 0 ? (low, z) : (z, high);
            var next = z - (off / (Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI)));
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - z) < 1e-13)
            {
                return next;
            }

            z = next;
        }

        return z;
    }

    /// <summary>The regularised incomplete beta function I_x(a, b): share of a Beta(a, b) distribution below x.</summary>
    public static double BetaCdf(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LnBeta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * BetaFraction(x, a, b) / a : 1 - (front * BetaFraction(1 - x, b, a) / b);
    }

    private static double Erf(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return TwoOverRootPi * sum;
    }

    private static double Erfc(double x)
    {
        var fraction = x;
        for (var n = 60; n >= 1; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI));
    }

    /// <summary>The continued fraction, evaluated forwards (Lentz).</summary>
    private static double BetaFraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        var c = 1.0;
        var d = 1 / Guard(1 - ((a + b) * x / (a + 1)));
        var value = d;
        for (var m = 1; m < 500; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Guard(1 + (even * d));
            c = Guard(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Guard(1 + (odd * d));
            c = Guard(1 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return value;

        static double Guard(double v) => Math.Abs(v) < Tiny ? Tiny : v;
    }
}
