using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Models;
using static LoyaltyStudio.Features.Predictions.Models.SpecialFunctions;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>The models against what they are derived from: numeric derivatives and integrals, and populations whose truth is known.</summary>
public sealed class ModelTests
{
    private static readonly MbgNbd Truth = new(0.6, 6, 0.9, 2.2);
    private static readonly GammaGamma Spend = new(5, 4, 60);

    [Fact]
    public void Special_functions_give_known_values()
    {
        Assert.Equal(0.5 * Math.Log(Math.PI), LnGamma(0.5), 1e-13);
        Assert.Equal(Math.Log(362_880), LnGamma(10), 1e-12);
        Assert.Equal(-0.57721566490153286, Digamma(1), 1e-13);
        Assert.Equal(-1.9635100260214235, Digamma(0.5), 1e-13);
        Assert.Equal(0.97500210485177952, NormalCdf(1.96), 1e-14);
        Assert.Equal(2.8665157187919391e-7, NormalCdf(-5), 1e-20);
        Assert.Equal(1.959963984540054, NormalQuantile(0.975), 1e-11);
        // I_x(2, 3) = x²(6 − 8x + 3x²)
        Assert.Equal(0.09 * (6 - 2.4 + 0.27), BetaCdf(0.3, 2, 3), 1e-14);
        Assert.Equal(1 - BetaCdf(0.4, 7.5, 0.6), BetaCdf(0.6, 0.6, 7.5), 1e-13);
        Assert.Equal(1e-12, Expm1(1e-12), 1e-24);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_agree_with_numeric_ones(bool modified)
    {
        var groups = new Population(Truth, Spend, 4).Draw(500, 5, 60, 0).ConvertAll(p => new PurchaseGroup(p.X, p.Tx, p.T, 1.5));
        var model = new MbgNbd(0.5, 5, 0.8, 2, modified);
        var (_, gradient) = FitPurchases.At(groups, model);
        double[] steps = [1e-5, 1e-4, 1e-5, 1e-5];
        for (var i = 0; i < 4; i++)
        {
            var numeric = (FitPurchases.At(groups, Moved(model, i, steps[i])).LogLikelihood - FitPurchases.At(groups, Moved(model, i, -steps[i])).LogLikelihood) / (2 * steps[i]);
            Assert.Equal(numeric, gradient[i], Math.Max(1e-4, 1e-5 * Math.Abs(numeric)));
        }

        var people = new Population(Truth, Spend, 4).Draw(500, 5, 60, 0).Where(p => p.X > 0).ToList();
        int[] x = [.. people.Select(p => p.X)];
        double[] mean = [.. people.Select(p => p.Mean)];
        var spend = FitSpend.At(x, mean, new GammaGamma(4, 3, 50)).Gradient;
        Assert.Equal((FitSpend.At(x, mean, new GammaGamma(4.0001, 3, 50)).LogLikelihood - FitSpend.At(x, mean, new GammaGamma(3.9999, 3, 50)).LogLikelihood) / 0.0002, spend[0], 1e-3);
        Assert.Equal((FitSpend.At(x, mean, new GammaGamma(4, 3.0001, 50)).LogLikelihood - FitSpend.At(x, mean, new GammaGamma(4, 2.9999, 50)).LogLikelihood) / 0.0002, spend[1], 1e-3);
        Assert.Equal((FitSpend.At(x, mean, new GammaGamma(4, 3, 50.001)).LogLikelihood - FitSpend.At(x, mean, new GammaGamma(4, 3, 49.999)).LogLikelihood) / 0.002, spend[2], 1e-3);
    }

    [Theory]
    [InlineData(0, 0, 0.5, 52)]
    [InlineData(0, 0, 90, 13)]
    [InlineData(1, 4, 20, 39)]
    [InlineData(7, 60, 64, 52)]
    [InlineData(40, 99, 100, 52)]
    public void The_series_of_the_expectation_is_the_mean_of_the_distribution(int x, double tx, double t, double weeks)
    {
        foreach (var model in new[] { Truth, Truth with { Modified = false }, Truth with { A = 1 }, Truth with { A = 1.00001 }, Truth with { A = 0.05, B = 12 } })
        {
            var counts = model.CountsWhenActive(x, t, weeks);
            Assert.Equal(1, counts.Sum(), 1e-6);
            Assert.Equal(counts.Select((p, n) => p * n).Sum(), model.ExpectedWhenActive(x, t, weeks), 1e-4);
            Assert.Equal(1 - counts[0], model.ActsWhenActive(x, t, weeks), 1e-9);
            Assert.InRange(model.Alive(x, tx, t), 0, 1);
        }
    }

    [Fact]
    public void Somebody_who_bought_once_may_be_gone_in_the_modified_model_only()
    {
        Assert.Equal(1, (Truth with { Modified = false }).Alive(0, 0, 80));
        Assert.True(Truth.Alive(0, 0, 80) < Truth.Alive(0, 0, 8));
        Assert.Equal(Truth.B / (Truth.A + Truth.B), Truth.Alive(0, 0, 0), 1e-12);
    }

    [Fact]
    public void The_next_visit_is_named_only_where_its_chance_is_reached()
    {
        var alive = Truth.Alive(3, 20, 24);
        foreach (var share in new[] { 0.1, 0.3, 0.5 })
        {
            var weeks = Truth.NextVisit(alive, 3, 24, share)!.Value;
            Assert.Equal(share, Truth.Active(3, 20, 24, weeks), 1e-12);
        }

        Assert.Null(Truth.NextVisit(0.4, 3, 24, 0.5));
        Assert.Null(Truth.NextVisit(0.5, 3, 24, 0.5));
    }

    [Fact]
    public void Known_parameters_are_found_again()
    {
        var people = new Population(Truth, Spend, 11).Draw(60_000, 20, 130, 0);
        var fit = FitPurchases.Run([.. people.Select(p => new PurchaseGroup(p.X, p.Tx, p.T, 1))]);
        Assert.True(fit is { Accepted: true, NoDropOut: false }, $"{fit}");
        Assert.Equal(Truth.R, fit.Model.R, 0.06 * Truth.R);
        Assert.Equal(Truth.Alpha, fit.Model.Alpha, 0.06 * Truth.Alpha);
        Assert.Equal(Truth.A / (Truth.A + Truth.B), fit.Model.A / (fit.Model.A + fit.Model.B), 0.02);
        var spend = FitSpend.Run([.. people.Select(p => p.X)], [.. people.Select(p => p.Mean)]);
        Assert.True(spend.Accepted);
        Assert.Equal(Spend.P, spend.Model.P, 0.08 * Spend.P);
        Assert.Equal(Spend.Mean!.Value, spend.Model.Mean!.Value, 0.03 * Spend.Mean!.Value);
    }

    [Fact]
    public void Weekly_groups_lose_next_to_nothing()
    {
        var people = new Population(Truth, Spend, 12).Draw(30_000, 20, 130, 0).ConvertAll(p => (p.X, Tx: (int)(p.Tx * 7), T: (int)(p.T * 7)));
        var exact = FitPurchases.Run([.. people.Select(p => new PurchaseGroup(p.X, p.Tx / 7.0, p.T / 7.0, 1))]).Model;
        var groups = PurchaseGroups.ByWeek(people.Select(p => (p.X, p.Tx, p.T)));
        var grouped = FitPurchases.Run(groups).Model;
        Assert.True(groups.Length < people.Count);
        Assert.Equal(30_000, groups.Sum(g => g.Weight));
        Assert.Equal(exact.R / exact.Alpha, grouped.R / grouped.Alpha, 0.02 * exact.R / exact.Alpha);
        Assert.Equal(exact.A / (exact.A + exact.B), grouped.A / (grouped.A + grouped.B), 0.01);
    }

    [Fact]
    public void Where_nobody_stops_it_says_so()
    {
        var people = new Population(new MbgNbd(3, 20, 1e-6, 5), Spend, 5).Draw(4_000, 40, 100, 0);
        var fit = FitPurchases.Run([.. people.Select(p => new PurchaseGroup(p.X, p.Tx, p.T, 1))]);
        Assert.True(fit is { NoDropOut: true, Accepted: true }, $"{fit}");
        Assert.Equal(0.15, fit.Model.R / fit.Model.Alpha, 0.01);
    }

    [Fact]
    public void Ranges_hold_what_they_promise()
    {
        var people = new Population(Truth, Spend, 21).Draw(40_000, 4, 120, 365.25 / 7);
        var setting = new PredictionSetting { MarginPermille = 1_000, DiscountPermille = 0 };
        var forecast = new Forecast(Truth, new Nbd(1, 8), Spend, 75, fellBack: false, setting);
        var (inside, below, above) = (0, 0, 0);
        var (value, valueBelow, valueAbove, sampled) = (0, 0, 0, 0);
        for (var i = 0; i < people.Count; i++)
        {
            var p = people[i];
            var alive = Truth.Alive(p.X, p.Tx, p.T);
            // Days are whole in the product and exact here.
            var (days, point) = ((int)Math.Round(p.T * 7), forecast.CountInterval(alive, p.X, (int)Math.Round(p.T * 7), 365.25));
            inside += p.Later >= point.Low && p.Later <= point.High ? 1 : 0;
            below += p.Later < point.Low ? 1 : 0;
            above += p.Later > point.High ? 1 : 0;
            if (i % 20 == 0)
            {
                var range = forecast.ValueInterval(alive, p.X, days, p.Mean)!.Value;
                sampled++;
                value += p.LaterAmount >= range.Low - 0.01 && p.LaterAmount <= range.High + 0.01 ? 1 : 0;
                valueBelow += p.LaterAmount < range.Low - 0.01 ? 1 : 0;
                valueAbove += p.LaterAmount > range.High + 0.01 ? 1 : 0;
            }
        }

        // At least eight in ten; whole numbers make it more, never so much that the range says nothing.
        Assert.InRange(inside / (double)people.Count, 0.80, 0.96);
        Assert.InRange(below / (double)people.Count, 0, 0.1);
        Assert.InRange(above / (double)people.Count, 0.02, 0.1);
        Assert.InRange(value / (double)sampled, 0.79, 0.96);
        Assert.InRange(valueBelow / (double)sampled, 0, 0.11);
        Assert.InRange(valueAbove / (double)sampled, 0.07, 0.13);
    }

    [Fact]
    public void Expectations_of_a_population_are_what_happens()
    {
        var people = new Population(Truth, Spend, 22).Draw(60_000, 4, 120, 39);
        var expected = people.Sum(p => Truth.Expected(p.X, p.Tx, p.T, 39));
        Assert.Equal(people.Sum(p => p.Later), expected, 0.02 * expected);
        var active = people.Sum(p => Truth.Active(p.X, p.Tx, p.T, 39));
        Assert.Equal(people.Count(p => p.Later > 0), active, 0.02 * active);
        var amount = people.Where(p => p.X > 0).Sum(p => Truth.Expected(p.X, p.Tx, p.T, 39) * Spend.Expected(p.X, p.Mean, 0));
        Assert.Equal(people.Where(p => p.X > 0).Sum(p => p.LaterAmount), amount, 0.03 * amount);
    }

    [Fact]
    public void The_value_of_a_year_is_the_discounted_sum_of_its_months()
    {
        var forecast = new Forecast(Truth, new Nbd(1, 8), Spend, 75, fellBack: false, new PredictionSetting { MarginPermille = 300, DiscountPermille = 100 });
        var monthly = Math.Pow(1.1, 1 / 12.0) - 1;
        var month = 365.25 / 7 / 12;
        var sum = Enumerable.Range(1, 12).Sum(k => (Truth.Expected(4, 20, 26, k * month) - Truth.Expected(4, 20, 26, (k - 1) * month)) / Math.Pow(1 + monthly, k));
        var alive = forecast.Alive(4, 140, 182);
        Assert.Equal(0.3 * sum * Spend.Expected(4, 80, 0), forecast.Value(alive, forecast.Discounted(4, 182), forecast.Amount(4, 80)), 1e-6);
    }

    private static MbgNbd Moved(MbgNbd m, int i, double by) => i switch { 0 => m with { R = m.R + by }, 1 => m with { Alpha = m.Alpha + by }, 2 => m with { A = m.A + by }, _ => m with { B = m.B + by } };
}
