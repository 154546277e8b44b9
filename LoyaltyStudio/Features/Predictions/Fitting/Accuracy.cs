using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>Who forecast: the model, the own pace so far, the last period again, nothing at all, and the simple average that is shown where the model falls back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Forecaster>))]
public enum Forecaster { Model, OwnPace, LastPeriod, Nothing, Simple }

/// <summary>How well one of them did on the test weeks.</summary>
/// <param name="Rmse">Root of the mean squared error per member, purchase days.</param>
/// <param name="Wape">Members in ten groups by forecast: Σ |forecast − actual| over the groups ÷ all purchases.</param>
/// <param name="Bias">All forecast purchases ÷ all actual ones, less 1.</param>
public sealed record ForecastScore(Forecaster Who, double Rmse, double Wape, double Bias);

/// <summary>A tenth of the members, by what the model forecast of them; means per member.</summary>
public sealed record Decile(int Members, double Forecast, double Actual);

/// <summary>The test on the retailer's own history: fitted on what was known before the test weeks, compared with what happened in them.</summary>
/// <param name="Auc">Chance that a member who came had a higher P(active) than one who did not.</param>
/// <param name="Inside">Share of members whose purchases lay inside the interval that promises eight in ten.</param>
public sealed record Accuracy(int Weeks, int Members, IReadOnlyList<ForecastScore> Scores, IReadOnlyList<Decile> Deciles, double Auc, double Inside)
{
    public ForecastScore Of(Forecaster who) => Scores.First(s => s.Who == who);

    /// <summary>The simple rules that did better than the model on single members and on groups.</summary>
    [JsonIgnore]
    public IEnumerable<ForecastScore> Better => Scores.Where(s => s.Who is not (Forecaster.Model or Forecaster.Simple) && s.Rmse < Of(Forecaster.Model).Rmse && s.Wape < Of(Forecaster.Model).Wape);

    public string ToJson() => JsonSerializer.Serialize(this);

    public static Accuracy FromJson(string json) => JsonSerializer.Deserialize<Accuracy>(json)!;
}

/// <summary>Measures of forecasts against what happened. Pure.</summary>
public static class AccuracyPolicy
{
    private const int Groups = 10;

    public static ForecastScore Score(Forecaster who, double[] forecast, int[] actual)
    {
        var (squares, sum, happened) = (0.0, 0.0, 0L);
        for (var i = 0; i < actual.Length; i++)
        {
            squares += (forecast[i] - actual[i]) * (forecast[i] - actual[i]);
            sum += forecast[i];
            happened += actual[i];
        }

        var off = Deciles(forecast, actual).Sum(d => d.Members * Math.Abs(d.Forecast - d.Actual));
        return new ForecastScore(who, Math.Sqrt(squares / Math.Max(1, actual.Length)), happened == 0 ? 0 : off / happened, happened == 0 ? 0 : (sum / happened) - 1);
    }

    /// <summary>Ten groups of the same size, the highest forecast first.</summary>
    public static IReadOnlyList<Decile> Deciles(double[] forecast, int[] actual)
    {
        var keys = new double[forecast.Length];
        var order = new int[forecast.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            (keys[i], order[i]) = (-forecast[i], i);
        }

        Array.Sort(keys, order);
        var groups = new List<Decile>();
        for (var g = 0; g < Groups; g++)
        {
            var (from, to) = ((int)((long)g * order.Length / Groups), (int)((g + 1L) * order.Length / Groups));
            var (sum, happened) = (0.0, 0L);
            for (var i = from; i < to; i++)
            {
                sum += forecast[order[i]];
                happened += actual[order[i]];
            }

            groups.Add(new Decile(to - from, sum / Math.Max(1, to - from), happened / (double)Math.Max(1, to - from)));
        }

        return groups;
    }

    /// <summary>Area under the curve by ranks (Mann and Whitney), ties shared; a half where everybody or nobody came.</summary>
    public static double Auc(double[] chance, int[] actual)
    {
        var keys = (double[])chance.Clone();
        var came = new bool[keys.Length];
        for (var i = 0; i < came.Length; i++)
        {
            came[i] = actual[i] > 0;
        }

        Array.Sort(keys, came);
        var (ranks, yes) = (0.0, 0L);
        for (var from = 0; from < keys.Length;)
        {
            var to = from;
            var inside = 0;
            while (to < keys.Length && keys[to] == keys[from])
            {
                inside += came[to++] ? 1 : 0;
            }

            ranks += inside * ((from + to + 1) / 2.0);
            yes += inside;
            from = to;
        }

        var no = keys.Length - yes;
        return yes == 0 || no == 0 ? 0.5 : (ranks - (yes * (yes + 1) / 2.0)) / ((double)yes * no);
    }
}
