using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>Made-up members whose true parameters are known: MBG/NBD visits, Gamma-Gamma amounts. Weeks and euros; the same seed gives the same members.</summary>
internal sealed class Population(MbgNbd truth, GammaGamma spend, int seed)
{
    private readonly Random random = new(seed);

    internal sealed record Person(int X, double Tx, double T, double Mean, int Later, double LaterAmount);

    /// <param name="ahead">Weeks that are looked at afterwards.</param>
    internal List<Person> Draw(int members, double from, double until, double ahead) => [.. Enumerable.Range(0, members).Select(_ => One(from + ((until - from) * random.NextDouble()), ahead))];

    private Person One(double t, double ahead)
    {
        var rate = Gamma(truth.R) / truth.Alpha;
        var (ga, gb) = (Gamma(truth.A), Gamma(truth.B));
        var stop = ga / (ga + gb);
        var scale = spend.V / Gamma(spend.Q);
        var (x, tx, sum, later, laterSum, at) = (0, 0.0, 0.0, 0, 0.0, 0.0);
        var active = !truth.Modified || random.NextDouble() >= stop;
        while (active)
        {
            at += -Math.Log(1 - random.NextDouble()) / rate;
            if (at > t + ahead)
            {
                break;
            }

            var amount = Gamma(spend.P) * scale;
            if (at <= t)
            {
                (x, tx, sum) = (x + 1, at, sum + amount);
            }
            else
            {
                (later, laterSum) = (later + 1, laterSum + amount);
            }

            active = random.NextDouble() >= stop;
        }

        return new Person(x, tx, t, x == 0 ? 0 : sum / x, later, laterSum);
    }

    /// <summary>A gamma variate with scale 1 (Marsaglia and Tsang 2000).</summary>
    internal double Gamma(double shape)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1 / 3.0);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var z = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (c * z), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * z * z) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
