using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>The test on the retailer's own last weeks: fit on what was known before, forecast them, compare. Pure.</summary>
public static class TestModels
{
    /// <param name="cut">Day number on which the test weeks begin.</param>
    public static Accuracy Run(MemberDays[] all, int cut, int weeks)
    {
        var members = all.Where(m => m.KnownDays > 0).ToArray();
        var groups = PurchaseGroups.ByWeek(members.Select(m => (m.KnownDays - 1, m.KnownLast - m.First, cut - m.First)));
        var fit = FitPurchases.Run(groups);
        var simple = FitNbd.Run(groups);
        var forecast = new Forecast(fit.Model, simple, null, 0, fellBack: false, new PredictionSetting());
        return Compare(members, cut, weeks, forecast, simple);
    }

    private static Accuracy Compare(MemberDays[] members, int cut, int weeks, Forecast forecast, Nbd simple)
    {
        var table = new HistoryTable<(double Expected, double Acts, double[] Below)>((x, days) =>
        {
            var counts = forecast.Counts(1, x, days, weeks * 7, left: 0.01);
            return (forecast.Expected(x, days, weeks * 7), forecast.Acts(x, days, weeks * 7), Cumulative(counts));
        });
        table.Fill(members.Select(m => (m.KnownDays - 1, cut - m.First)));
        var n = members.Length;
        var (model, own, last, mean, chance, actual) = (new double[n], new double[n], new double[n], new double[n], new double[n], new int[n]);
        var inside = 0;
        Parallel.For(0, (n + 4095) / 4096, block =>
        {
            var within = 0;
            for (var i = block * 4096; i < Math.Min(n, (block + 1) * 4096); i++)
            {
                var (m, x, days) = (members[i], members[i].KnownDays - 1, cut - members[i].First);
                var alive = forecast.Alive(x, m.KnownLast - m.First, days);
                var cell = table[x, days];
                (model[i], chance[i], actual[i]) = (alive * cell.Expected, alive * cell.Acts, m.Held);
                (own[i], last[i], mean[i]) = (days == 0 ? 0 : x * 7.0 * weeks / days, m.Before, simple.Expected(x, days / 7.0, weeks));
                within += Inside(cell.Below, alive, m.Held) ? 1 : 0;
            }

            Interlocked.Add(ref inside, within);
        });
        var nothing = new double[n];
        var scores = new ForecastScore[5];
        var auc = 0.0;
        Parallel.Invoke(() => scores[0] = AccuracyPolicy.Score(Forecaster.Model, model, actual), () => scores[1] = AccuracyPolicy.Score(Forecaster.OwnPace, own, actual),
            () => scores[2] = AccuracyPolicy.Score(Forecaster.LastPeriod, last, actual), () => scores[3] = AccuracyPolicy.Score(Forecaster.Nothing, nothing, actual),
            () => scores[4] = AccuracyPolicy.Score(Forecaster.Simple, mean, actual), () => auc = AccuracyPolicy.Auc(chance, actual));
        return new Accuracy(weeks, n, scores, AccuracyPolicy.Deciles(model, actual), auc, n == 0 ? 0 : inside / (double)n);
    }

    private static double[] Cumulative(double[] counts)
    {
        for (var i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }

        return counts;
    }

    /// <summary>Whether a number lies between the 10 % and the 90 % point.</summary>
    private static bool Inside(double[] below, double alive, int actual)
    {
        double Share(int n) => n < 0 ? 0 : 1 - alive + (alive * below[Math.Min(n, below.Length - 1)]);
        return Share(actual) >= 0.1 - 1e-12 && Share(actual - 1) < 0.9 - 1e-12;
    }
}

/// <summary>Something that depends on repeats and days since the first purchase alone, worked out once for every pair that occurs.</summary>
internal sealed class HistoryTable<T>(Func<int, int, T> make)
{
    private readonly Dictionary<long, int> places = [];
    private T[] cells = [];

    internal T this[int repeats, int days] => cells[places[Key(repeats, days)]];

    internal void Fill(IEnumerable<(int Repeats, int Days)> members)
    {
        foreach (var (repeats, days) in members)
        {
            places.TryAdd(Key(repeats, days), places.Count);
        }

        var keys = places.Keys.ToArray();
        cells = new T[keys.Length];
        Parallel.For(0, (keys.Length + 63) / 64, block =>
        {
            for (var i = block * 64; i < Math.Min(keys.Length, (block + 1) * 64); i++)
            {
                cells[i] = make((int)(keys[i] >> 32), (int)(keys[i] & 0xFFFFFFFF));
            }
        });
    }

    private static long Key(int repeats, int days) => ((long)repeats << 32) | (uint)days;
}
