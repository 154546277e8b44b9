using static LoyaltyStudio.Features.Predictions.Models.SpecialFunctions;

namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>
/// How often members buy and when they stop. While active a member buys at random at a rate of their own (gamma with shape R and rate Alpha, per week); after every purchase they may
/// stop with a chance of their own (beta with A and B). Modified (MBG/NBD, Batislam, Denizel and Filiztekin 2007): also after the first, so that somebody who bought once may be gone; plain
/// (BG/NBD, Fader, Hardie and Lee 2005): only after a repeat. Given that a member is still active, rate and chance are independent of each other: gamma with R + x and Alpha + T, beta with A and B + x (+1).
/// Everything is in weeks: x repeat purchase days, tx week of the last, T weeks since the first purchase.
/// </summary>
/// <param name="R">Shape of the rates over members.</param>
/// <param name="Alpha">Weeks; R ÷ Alpha purchases a week on average.</param>
/// <param name="A">With B: the chance to stop after a purchase, A ÷ (A + B) on average.</param>
public sealed record MbgNbd(double R, double Alpha, double A, double B, bool Modified = true)
{
    private double M => Modified ? 1 : 0;

    /// <summary>The chance that the member still buys, given what they did.</summary>
    public double Alive(int x, double tx, double t)
    {
        if (!Modified && x == 0)
        {
            return 1;
        }

        var stay = -(R + x) * Math.Log(Alpha + t);
        var stop = Math.Log(A) - Math.Log(B + x - 1 + M) - ((R + x) * Math.Log(Alpha + tx));
        return 1 / (1 + Math.Exp(stop - stay));
    }

    /// <summary>Purchases expected in the coming weeks of a member who is still active; times <see cref="Alive"/> it is what to expect of the member.</summary>
    public double ExpectedWhenActive(int x, double t, double weeks)
    {
        if (weeks <= 0)
        {
            return 0;
        }

        var all = Alpha + t + weeks;
        var z = weeks / all;
        var lz = Math.Log((Alpha + t) / all);
        var c = A + B + x - 1 + M;
        var (a1, b1) = (c - (R + x), A - 1);
        var term = a1 / c * z;
        var sum = 0.0;
        for (var j = 1; j < 100_000; j++)
        {
            sum += term;
            if (Math.Abs(term) <= 1e-16 * Math.Abs(sum) || term == 0)
            {
                break;
            }

            term *= (a1 + j) * (b1 + j) / ((c + j) * (j + 1)) * z;
        }

        var first = Math.Abs(b1 * lz) < 1e-12 ? -lz : -Expm1(b1 * lz) / b1;
        return c * (first - (sum * Math.Exp(b1 * lz)));
    }

    /// <summary>E[Y(weeks)]: purchases expected of the member in the coming weeks.</summary>
    public double Expected(int x, double tx, double t, double weeks) => Alive(x, tx, t) * ExpectedWhenActive(x, t, weeks);

    /// <summary>The chance of at least one purchase in the coming weeks of a member who is still active.</summary>
    public double ActsWhenActive(int x, double t, double weeks) => 1 - Math.Pow((Alpha + t) / (Alpha + t + weeks), R + x);

    /// <summary>P(active): the chance of at least one purchase in the coming weeks. The number to show where others say churn.</summary>
    public double Active(int x, double tx, double t, double weeks) => Alive(x, tx, t) * ActsWhenActive(x, t, weeks);

    /// <summary>Weeks within which the next purchase falls with chance <paramref name="share"/>; null where that chance is never reached.</summary>
    public double? NextVisit(double alive, int x, double t, double share) =>
        share < alive ? (Alpha + t) * (Math.Pow(1 - (share / alive), -1 / (R + x)) - 1) : null;

    /// <summary>
    /// The chance of 0, 1, 2 … purchases in the coming weeks of a member who is still active, until less than <paramref name="left"/> is left. Exactly n: n came and none ended it, or the n-th ended it while
    /// the rate would have given at least n (Fader, Hardie and Lee 2005, equation 8, with the distributions of an active member).
    /// </summary>
    public IReadOnlyList<double> CountsWhenActive(int x, double t, double weeks, double left = 1e-9)
    {
        var (shape, stays) = (R + x, B + x + M);
        var success = weeks / (Alpha + t + weeks);
        var nbd = Math.Pow(1 - success, shape);
        var atLeast = 1.0;
        var survives = 1.0;
        var counts = new List<double> { nbd };
        var total = nbd;
        for (var n = 1; total < 1 - left && n < 5_000; n++)
        {
            atLeast -= nbd;
            nbd *= (shape + n - 1) / n * success;
            // E[(1-p)^(n-1)] so far; ending at the n-th purchase and going on beyond it divide it.
            var ends = survives * A / (A + stays + n - 1);
            survives *= (stays + n - 1) / (A + stays + n - 1);
            var p = (survives * nbd) + (ends * Math.Max(0, atLeast));
            counts.Add(p);
            total += p;
        }

        return counts;
    }
}
