using static LoyaltyStudio.Features.Predictions.Models.SpecialFunctions;

namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>A fitted model of purchase counts.</summary>
/// <param name="LogLikelihood">Without the prior.</param>
/// <param name="Gradient">Largest part of the gradient over the logarithms of the parameters, per member.</param>
/// <param name="NoDropOut">The data show nobody stopping; the parameters of stopping then lean on a weak prior.</param>
public sealed record FittedPurchases(MbgNbd Model, double LogLikelihood, double Gradient, int Steps, bool NoDropOut)
{
    /// <summary>A maximum, and not only a place where the search stopped.</summary>
    public bool Accepted => Gradient < FitPurchases.Enough;
}

/// <summary>Fits MBG/NBD (or BG/NBD) by maximum likelihood over the logarithms of the parameters, with the analytic gradient.</summary>
public static class FitPurchases
{
    /// <summary>Largest gradient per member with which a fit is accepted.</summary>
    public const double Enough = 1e-6;

    private const int Blocks = 8;
    private static readonly double[] PriorMean = [Math.Log(0.7), Math.Log(8), Math.Log(0.7), Math.Log(2.5)];
    private static readonly double[] PriorWidth = [2, 2, 1, 1];

    public static FittedPurchases Run(IReadOnlyList<PurchaseGroup> groups, bool modified = true)
    {
        var rows = new Rows(groups, modified);
        var held = Search(rows, prior: true, Starts(rows));
        var free = Search(rows, prior: false, [held.At]);
        if (Sound(free.At) && free.Gradient < Enough)
        {
            return new FittedPurchases(ModelOf(free.At, modified), -free.Value * rows.Weight, free.Gradient, held.Steps + free.Steps, false);
        }

        var likelihood = -rows.Negative(held.At, new double[4], prior: false) * rows.Weight;
        return new FittedPurchases(ModelOf(held.At, modified), likelihood, held.Gradient, held.Steps + free.Steps, !DropsOut(free.At));
    }

    /// <summary>The log-likelihood at given parameters and its gradient over r, α, a and b.</summary>
    public static (double LogLikelihood, double[] Gradient) At(IReadOnlyList<PurchaseGroup> groups, MbgNbd model)
    {
        var rows = new Rows(groups, model.Modified);
        double[] parameters = [model.R, model.Alpha, model.A, model.B];
        var gradient = new double[4];
        var value = rows.Negative([.. parameters.Select(p => Math.Log(p))], gradient, prior: false);
        return (-value * rows.Weight, [.. gradient.Select((g, i) => -g * rows.Weight / parameters[i])]);
    }

    private static double[][] Starts(Rows rows) => [PriorMean, [0, Math.Log(Math.Max(0.5, rows.MeanT / 4)), -1, 1], [-1, 1, 0, 0]];

    /// <summary>From one start after another until a maximum is found; where the data show nobody stopping, or all alike, the search without a prior is left.</summary>
    private static Minimum Search(Rows rows, bool prior, double[][] starts)
    {
        Minimum? best = null;
        foreach (var start in starts)
        {
            var found = Bfgs.Search((at, gradient) => rows.Negative(at, gradient, prior), start, leave: prior ? null : at => !Sound(at));
            best = best is null || found.Value < best.Value - 1e-12 ? found : best;
            if (best.Gradient < Enough)
            {
                break;
            }
        }

        return best!;
    }

    private static bool Sound(double[] logs) => DropsOut(logs) && logs[0] < Math.Log(500) && logs[1] < Math.Log(1e5);

    /// <summary>Whether anybody stops: more than two in a thousand after a purchase, with chances that differ.</summary>
    private static bool DropsOut(double[] logs) => Math.Exp(logs[2]) / (Math.Exp(logs[2]) + Math.Exp(logs[3])) > 0.002 && logs[3] < Math.Log(1_000);

    private static MbgNbd ModelOf(double[] logs, bool modified) => new(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3]), modified);

    /// <summary>Groups as columns, with the gamma functions of every x worked out once per evaluation.</summary>
    private sealed class Rows
    {
        private readonly int[] xs, place;
        private readonly double[] tx, t, weight, weightOfX;
        private readonly double m;

        internal Rows(IReadOnlyList<PurchaseGroup> groups, bool modified)
        {
            m = modified ? 1 : 0;
            xs = [.. groups.Select(g => g.X).Distinct().Order()];
            var at = xs.Select((x, i) => (x, i)).ToDictionary(p => p.x, p => p.i);
            place = [.. groups.Select(g => at[g.X])];
            (tx, t, weight) = ([.. groups.Select(g => g.Tx)], [.. groups.Select(g => g.T)], [.. groups.Select(g => g.Weight)]);
            weightOfX = new double[xs.Length];
            foreach (var g in groups)
            {
                weightOfX[at[g.X]] += g.Weight;
            }

            Weight = Math.Max(1, weight.Sum());
            MeanT = groups.Count == 0 ? 1 : t.Zip(weight, (a, b) => a * b).Sum() / Weight;
        }

        internal double Weight { get; }
        internal double MeanT { get; }

        /// <summary>Minus the log-likelihood (and the prior) per member; fills the gradient over the logarithms.</summary>
        internal double Negative(ReadOnlySpan<double> logs, Span<double> gradient, bool prior)
        {
            double[] p = [Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3])];
            var sums = new double[Blocks][];
            Parallel.For(0, Blocks, block => sums[block] = Block(block, p));
            var total = OfX(p);
            foreach (var sum in sums)
            {
                for (var i = 0; i < 5; i++)
                {
                    total[i] += sum[i];
                }
            }

            for (var i = 0; i < 4; i++)
            {
                var off = (logs[i] - PriorMean[i]) / PriorWidth[i];
                total[4] -= prior ? 0.5 * off * off : 0;
                gradient[i] = -((total[i] * p[i]) - (prior ? off / PriorWidth[i] : 0)) / Weight;
            }

            return -total[4] / Weight;
        }

        /// <summary>What depends on x alone.</summary>
        private double[] OfX(double[] p)
        {
            var (r, alpha, a, b) = (p[0], p[1], p[2], p[3]);
            var (lnR, lnAlpha, psiR) = (LnGamma(r), Math.Log(alpha), Digamma(r));
            var (lnAB, lnB, psiAB, psiB) = (LnGamma(a + b), LnGamma(b), Digamma(a + b), Digamma(b));
            var sum = new double[5];
            for (var i = 0; i < xs.Length; i++)
            {
                var (x, w) = (xs[i], weightOfX[i]);
                var psiABx = Digamma(a + b + x + m);
                sum[0] += w * (Digamma(r + x) - psiR + lnAlpha);
                sum[1] += w * (r / alpha);
                sum[2] += w * (psiAB - psiABx);
                sum[3] += w * (psiAB - psiABx + Digamma(b + x + m) - psiB);
                sum[4] += w * (LnGamma(r + x) - lnR + (r * lnAlpha) + lnAB - lnB + LnGamma(b + x + m) - LnGamma(a + b + x + m));
            }

            return sum;
        }

        private double[] Block(int block, double[] p)
        {
            var (r, alpha, a, b) = (p[0], p[1], p[2], p[3]);
            var lnA = Math.Log(a);
            var sum = new double[5];
            for (var i = block * place.Length / Blocks; i < (block + 1) * place.Length / Blocks; i++)
            {
                var x = xs[place[i]];
                var (lnT, shape) = (Math.Log(alpha + t[i]), r + x);
                var stay = -shape * lnT;
                if (x == 0 && m == 0)
                {
                    sum[0] -= weight[i] * lnT;
                    sum[1] -= weight[i] * shape / (alpha + t[i]);
                    sum[4] += weight[i] * stay;
                    continue;
                }

                var lnTx = Math.Log(alpha + tx[i]);
                var stop = lnA - Math.Log(b + x - 1 + m) - (shape * lnTx);
                var (high, low) = stay > stop ? (stay, stop) : (stop, stay);
                var ratio = Math.Exp(low - high);
                var alive = stay > stop ? 1 / (1 + ratio) : ratio / (1 + ratio);
                var gone = 1 - alive;
                sum[0] -= weight[i] * ((alive * lnT) + (gone * lnTx));
                sum[1] -= weight[i] * shape * ((alive / (alpha + t[i])) + (gone / (alpha + tx[i])));
                sum[2] += weight[i] * gone / a;
                sum[3] -= weight[i] * gone / (b + x - 1 + m);
                sum[4] += weight[i] * (high + Math.Log(1 + ratio));
            }

            return sum;
        }
    }
}
