using static LoyaltyStudio.Features.Predictions.Models.SpecialFunctions;

namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>A fitted model of amounts.</summary>
public sealed record FittedSpend(GammaGamma Model, double LogLikelihood, double Gradient, int Members)
{
    public bool Accepted => Gradient < FitPurchases.Enough && Members > 0;
}

/// <summary>
/// Fits Gamma-Gamma by maximum likelihood over members with a repeat and a mean amount above 0. All but one logarithm depends on x alone, so sums per x are made once; a weak prior
/// (logarithms of 4, 4 and three times the mean, width 2) enters only where too few members tell the parameters apart.
/// </summary>
public static class FitSpend
{
    private const int Blocks = 8;

    /// <summary>From how many members on the data speak alone.</summary>
    private const int Plenty = 500;

    /// <summary>Above so many members those with the same x and about the same mean (a hundredth of its logarithm) are one row; what that changes is far below the spread of the parameters.</summary>
    private const int Grouped = 50_000;
    private const double Step = 0.01;

    /// <param name="x">Repeat purchase days.</param>
    /// <param name="mean">Mean amount of them, euros.</param>
    public static FittedSpend Run(int[] x, double[] mean)
    {
        var rows = new Rows(x, mean);
        if (rows.Count == 0)
        {
            return new FittedSpend(new GammaGamma(1, 2, 1), 0, double.PositiveInfinity, 0);
        }

        var scale = Math.Log(rows.Mean);
        double[] prior = [Math.Log(4), Math.Log(4), Math.Log(3) + scale];
        var held = Search(rows, prior, [prior, [0, 1, scale], [2, 2, scale]]);
        // Members who are all alike in what they spend have no spread to find: the search is left and the prior's answer stands.
        var free = rows.Count < Plenty ? held : Search(rows, null, [held.At]);
        var found = free.Gradient < FitPurchases.Enough && !Alike(free.At) ? free : held;
        var model = new GammaGamma(Math.Exp(found.At[0]), Math.Exp(found.At[1]), Math.Exp(found.At[2]));
        return new FittedSpend(model, -rows.Negative(found.At, new double[3], null) * rows.Count, found.Gradient, rows.Count);
    }

    private static Minimum Search(Rows rows, double[]? prior, double[][] starts)
    {
        Minimum? best = null;
        foreach (var start in starts)
        {
            var found = Bfgs.Search((at, gradient) => rows.Negative(at, gradient, prior), start, leave: prior is null ? Alike : null);
            best = best is null || found.Value < best.Value - 1e-12 ? found : best;
            if (best.Gradient < FitPurchases.Enough)
            {
                break;
            }
        }

        return best!;
    }

    private static bool Alike(double[] logs) => logs[1] > Math.Log(500) || logs[0] > Math.Log(2_000);

    /// <summary>The log-likelihood at given parameters and its gradient over p, q and v.</summary>
    public static (double LogLikelihood, double[] Gradient) At(int[] x, double[] mean, GammaGamma model)
    {
        var rows = new Rows(x, mean);
        double[] parameters = [model.P, model.Q, model.V];
        var gradient = new double[3];
        var value = rows.Negative([.. parameters.Select(p => Math.Log(p))], gradient, null);
        return (-value * rows.Count, [.. gradient.Select((g, i) => -g * rows.Count / parameters[i])]);
    }

    private sealed class Rows
    {
        private readonly int[] place, xs;
        private readonly double[] total, weight, members, lnMean, lnX;

        internal Rows(int[] x, double[] mean)
        {
            var used = Enumerable.Range(0, x.Length).Where(i => x[i] > 0 && mean[i] > 0).ToArray();
            xs = [.. used.Select(i => x[i]).Distinct().Order()];
            var at = new int[xs.DefaultIfEmpty().Max() + 1];
            for (var i = 0; i < xs.Length; i++)
            {
                at[xs[i]] = i;
            }

            (members, lnMean, lnX) = (new double[xs.Length], new double[xs.Length], [.. xs.Select(v => Math.Log(v))]);
            var (sum, fine) = (0.0, used.Length <= Grouped ? 0.0 : Step);
            var groups = new Dictionary<(int Place, int Step), (double Weight, double LnMean)>();
            for (var k = 0; k < used.Length; k++)
            {
                var (own, ln) = (at[x[used[k]]], Math.Log(mean[used[k]]));
                members[own]++;
                lnMean[own] += ln;
                sum += mean[used[k]];
                ref var group = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(groups, (own, fine == 0 ? k : (int)Math.Floor(ln / fine)), out _);
                group = (group.Weight + 1, group.LnMean + ln);
            }

            (place, total, weight) = (new int[groups.Count], new double[groups.Count], new double[groups.Count]);
            var next = 0;
            foreach (var (key, group) in groups)
            {
                (place[next], total[next], weight[next]) = (key.Place, xs[key.Place] * Math.Exp(group.LnMean / group.Weight), group.Weight);
                next++;
            }

            (Count, Mean) = (used.Length, used.Length == 0 ? 1 : sum / used.Length);
        }

        internal int Count { get; }
        internal double Mean { get; }

        internal double Negative(ReadOnlySpan<double> logs, Span<double> gradient, double[]? prior)
        {
            var (p, q, v) = (Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]));
            var blocks = new (double[] Ln, double[] Over)[Blocks];
            Parallel.For(0, Blocks, block => blocks[block] = Block(block, v));
            var (lnQ, psiQ, lnV) = (LnGamma(q), Digamma(q), Math.Log(v));
            var (value, dp, dq, dv) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < xs.Length; i++)
            {
                var (x, n) = (xs[i], members[i]);
                double shape = (p * x) + q, ln = 0, over = 0;
                foreach (var block in blocks)
                {
                    (ln, over) = (ln + block.Ln[i], over + block.Over[i]);
                }

                var psiShape = Digamma(shape);
                value += (n * (LnGamma(shape) - LnGamma(p * x) - lnQ + (q * lnV) + (p * x * lnX[i]))) + (((p * x) - 1) * lnMean[i]) - (shape * ln);
                dp += x * ((n * (psiShape - Digamma(p * x) + lnX[i])) + lnMean[i] - ln);
                dq += (n * (psiShape - psiQ + lnV)) - ln;
                dv += (n * q / v) - (shape * over);
            }

            double[] slopes = [dp * p, dq * q, dv * v];
            for (var i = 0; i < 3; i++)
            {
                var off = prior is null ? 0 : (logs[i] - prior[i]) / 2;
                value -= 0.5 * off * off;
                gradient[i] = -(slopes[i] - (off / 2)) / Count;
            }

            return -value / Count;
        }

        /// <summary>Σ ln(xm + v) and Σ 1 ÷ (xm + v) by x.</summary>
        private (double[] Ln, double[] Over) Block(int block, double v)
        {
            var (ln, over) = (new double[xs.Length], new double[xs.Length]);
            for (var k = (int)((long)block * total.Length / Blocks); k < (int)((block + 1L) * total.Length / Blocks); k++)
            {
                ln[place[k]] += weight[k] * Math.Log(total[k] + v);
                over[place[k]] += weight[k] / (total[k] + v);
            }

            return (ln, over);
        }
    }
}
