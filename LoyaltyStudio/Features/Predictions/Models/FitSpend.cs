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
        var held = rows.Count < Plenty;
        Minimum? best = null;
        foreach (var start in new[] { prior, [0, 1, scale], [2, 2, scale] })
        {
            var found = Bfgs.Search((at, gradient) => rows.Negative(at, gradient, held ? prior : null), start);
            best = best is null || found.Value < best.Value - 1e-12 ? found : best;
            if (best.Gradient < FitPurchases.Enough)
            {
                break;
            }
        }

        var model = new GammaGamma(Math.Exp(best!.At[0]), Math.Exp(best.At[1]), Math.Exp(best.At[2]));
        return new FittedSpend(model, -rows.Negative(best.At, new double[3], null) * rows.Count, best.Gradient, rows.Count);
    }

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
        private readonly double[] total, members, lnMean, lnX;

        internal Rows(int[] x, double[] mean)
        {
            var used = Enumerable.Range(0, x.Length).Where(i => x[i] > 0 && mean[i] > 0).ToArray();
            xs = [.. used.Select(i => x[i]).Distinct().Order()];
            var at = xs.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
            (place, total) = (new int[used.Length], new double[used.Length]);
            (members, lnMean, lnX) = (new double[xs.Length], new double[xs.Length], [.. xs.Select(v => Math.Log(v))]);
            var sum = 0.0;
            for (var k = 0; k < used.Length; k++)
            {
                var i = used[k];
                place[k] = at[x[i]];
                total[k] = x[i] * mean[i];
                members[place[k]]++;
                lnMean[place[k]] += Math.Log(mean[i]);
                sum += mean[i];
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
                ln[place[k]] += Math.Log(total[k] + v);
                over[place[k]] += 1 / (total[k] + v);
            }

            return (ln, over);
        }
    }
}
