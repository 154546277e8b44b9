using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>
/// The models of one fit, asked about a member: through the model where it holds, through the simple average where it fell back. Pure; days go in, weeks are its own affair.
/// </summary>
public sealed class Forecast
{
    /// <summary>Weeks in a twelfth of a year.</summary>
    private const double MonthWeeks = 365.25 / 7 / 12;

    private readonly MbgNbd model;
    private readonly Nbd simple;
    private readonly double margin, monthly;

    public Forecast(MbgNbd model, Nbd simple, GammaGamma? spend, double meanAmount, bool fellBack, PredictionSetting setting)
    {
        (this.model, this.simple, Spend, MeanAmount, FellBack) = (model, simple, spend, meanAmount, fellBack);
        (margin, monthly) = (setting.MarginPermille / 1000.0, Math.Pow(1 + (setting.DiscountPermille / 1000.0), 1 / 12.0) - 1);
    }

    public bool FellBack { get; }
    public GammaGamma? Spend { get; }

    /// <summary>Mean amount of a purchase day, euros.</summary>
    public double MeanAmount { get; }

    public static Forecast Of(ModelFit fit, PredictionSetting setting) => new(new MbgNbd(fit.R, fit.Alpha, fit.A, fit.B), new Nbd(fit.SimpleR, fit.SimpleAlpha),
        fit.P > 0 ? new GammaGamma(fit.P, fit.Q, fit.V) : null, fit.MeanCents / 100.0, fit.FallBack != FallBack.None, setting);

    /// <summary>The chance that the member still buys; the simple average knows no stopping.</summary>
    public double Alive(int repeats, int lastDays, int days) => FellBack ? 1 : model.Alive(repeats, lastDays / 7.0, days / 7.0);

    /// <summary>Purchase days expected within a number of days of a member who is still active.</summary>
    public double Expected(int repeats, int days, double within) =>
        FellBack ? simple.Expected(repeats, days / 7.0, within / 7) : model.ExpectedWhenActive(repeats, days / 7.0, within / 7);

    /// <summary>The chance of a purchase within a number of days of a member who is still active.</summary>
    public double Acts(int repeats, int days, double within) =>
        FellBack ? simple.Active(repeats, days / 7.0, within / 7) : model.ActsWhenActive(repeats, days / 7.0, within / 7);

    /// <summary>Days within which the next visit falls with a chance; null where it never comes so far.</summary>
    public double? NextVisit(double alive, int repeats, int days, double share) =>
        7 * (FellBack ? simple.NextVisit(repeats, days / 7.0, share) : model.NextVisit(alive, repeats, days / 7.0, share));

    /// <summary>The amount to expect on a purchase day, euros.</summary>
    public double Amount(int repeats, double mean) => Spend?.Expected(repeats, mean, MeanAmount) ?? MeanAmount;

    /// <summary>Purchase days of the coming twelve months of an active member, each at its worth today: Σ of the months, discounted.</summary>
    public double Discounted(int repeats, int days)
    {
        var (sum, before) = (0.0, 0.0);
        for (var month = 1; month <= 12; month++)
        {
            var until = Expected(repeats, days, month * MonthWeeks * 7);
            sum += (until - before) / Math.Pow(1 + monthly, month);
            before = until;
        }

        return sum;
    }

    /// <summary>Margin of the coming twelve months, euros: discounted purchase days × amount × margin.</summary>
    public double Value(double alive, double discounted, double amount) => alive * discounted * amount * margin;

    /// <summary>The chance of 0, 1, 2 … purchase days within a number of days, the chance to have stopped included, until less than <paramref name="left"/> is left.</summary>
    public double[] Counts(double alive, int repeats, int days, double within, double left = 1e-9)
    {
        var counts = FellBack ? simple.Counts(repeats, days / 7.0, within / 7, left) : model.CountsWhenActive(repeats, days / 7.0, within / 7, left);
        double[] all = [.. counts.Select(p => p * alive)];
        all[0] += 1 - alive;
        return all;
    }

    /// <summary>From the 10 % to the 90 % point of the purchase days within a number of days: at least eight in ten members end inside.</summary>
    public (int Low, int High) CountInterval(double alive, int repeats, int days, double within)
    {
        var counts = Counts(alive, repeats, days, within);
        return (Point(counts, 0.1), Point(counts, 0.9));
    }

    /// <summary>
    /// From the 10 % to the 90 % point of the margin of twelve months: over the number of purchase days (as in <see cref="Counts"/>) and, given it, over the sum of the amounts
    /// (<see cref="GammaGamma.SumBelow"/>). Discounting moves it by its mean effect. Null without a model of amounts.
    /// </summary>
    public (double Low, double High)? ValueInterval(double alive, int repeats, int days, double mean)
    {
        if (Spend is not { } spend)
        {
            return null;
        }

        var counts = Counts(alive, repeats, days, 365.25);
        var expected = Expected(repeats, days, 365.25);
        var factor = margin * (expected > 0 ? Discounted(repeats, days) / expected : 1);
        double Below(double amount) => counts.Select((p, n) => p < 1e-12 ? 0 : n == 0 ? p : p * spend.SumBelow(amount, n, repeats, mean)).Sum();
        return (factor * Root(Below, counts[0], 0.1), factor * Root(Below, counts[0], 0.9));
    }

    private static double Root(Func<double, double> below, double nothing, double share)
    {
        if (nothing >= share)
        {
            return 0;
        }

        var (low, high) = (0.0, 1.0);
        while (below(high) < share && high < 1e12)
        {
            (low, high) = (high, high * 2);
        }

        for (var i = 0; i < 50 && high - low > 0.005; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = below(middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static int Point(double[] counts, double share)
    {
        var total = 0.0;
        for (var n = 0; n < counts.Length; n++)
        {
            total += counts[n];
            if (total >= share - 1e-12)
            {
                return n;
            }
        }

        return counts.Length;
    }
}
