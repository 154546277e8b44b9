using static LoyaltyStudio.Features.Predictions.Models.SpecialFunctions;

namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>Fits the fall-back. A weak prior on the logarithms (0.7 and 8 weeks, width 2) keeps it sound with a handful of members.</summary>
public static class FitNbd
{
    public static Nbd Run(IReadOnlyList<PurchaseGroup> groups)
    {
        var weight = Math.Max(1, groups.Sum(g => g.Weight));
        var (byX, byT) = (groups.GroupBy(g => g.X).Select(g => (X: g.Key, Weight: g.Sum(p => p.Weight))).ToList(),
            groups.GroupBy(g => g.T).Select(g => (T: g.Key, Weight: g.Sum(p => p.Weight), Repeats: g.Sum(p => p.Weight * p.X))).ToList());
        double[] prior = [Math.Log(0.7), Math.Log(8)];
        double Negative(ReadOnlySpan<double> at, Span<double> gradient)
        {
            var (r, alpha) = (Math.Exp(at[0]), Math.Exp(at[1]));
            var (lnR, psiR, lnAlpha) = (LnGamma(r), Digamma(r), Math.Log(alpha));
            var (sum, dr, da) = (0.0, 0.0, 0.0);
            foreach (var (x, w) in byX)
            {
                sum += w * (LnGamma(r + x) - lnR + (r * lnAlpha));
                dr += w * (Digamma(r + x) - psiR + lnAlpha);
            }

            foreach (var (t, w, repeats) in byT)
            {
                var lnT = Math.Log(alpha + t);
                sum -= ((w * r) + repeats) * lnT;
                dr -= w * lnT;
                da += (w * r / alpha) - (((w * r) + repeats) / (alpha + t));
            }

            var (offR, offA) = ((at[0] - prior[0]) / 2, (at[1] - prior[1]) / 2);
            gradient[0] = -((dr * r) - (offR / 2)) / weight;
            gradient[1] = -((da * alpha) - (offA / 2)) / weight;
            return -(sum - (0.5 * offR * offR) - (0.5 * offA * offA)) / weight;
        }

        var found = Bfgs.Search(Negative, prior);
        return new Nbd(Math.Exp(found.At[0]), Math.Exp(found.At[1]));
    }
}
