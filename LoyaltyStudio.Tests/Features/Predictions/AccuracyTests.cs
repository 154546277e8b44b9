using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>How well the models forecast real people whom they have not seen the future of.</summary>
public sealed class AccuracyTests
{
    [Fact]
    public void The_39_weeks_after_the_calibration_are_forecast_as_well_as_required()
    {
        var customers = CdnowFile.Read();
        var model = FitPurchases.Run(CdnowFile.Groups(customers)).Model;
        double[] forecast = [.. customers.Select(c => model.Expected(c.X, c.Tx, c.T, 39))];
        double[] active = [.. customers.Select(c => model.Active(c.X, c.Tx, c.T, 39))];
        int[] actual = [.. customers.Select(c => c.Held)];
        var score = AccuracyPolicy.Score(Forecaster.Model, forecast, actual);
        Assert.InRange(score.Rmse, 1, 1.62);
        Assert.InRange(Math.Abs(score.Bias), 0, 0.20);
        Assert.InRange(AccuracyPolicy.Auc(active, actual), 0.75, 1);
        var own = AccuracyPolicy.Score(Forecaster.OwnPace, [.. customers.Select(c => c.X / c.T * 39)], actual);
        Assert.True(score.Rmse < own.Rmse && score.Wape < own.Wape);
    }

    [Fact]
    public void Measures_are_what_they_say()
    {
        double[] forecast = [0, 0, 1, 3];
        int[] actual = [0, 1, 1, 2];
        var score = AccuracyPolicy.Score(Forecaster.Model, forecast, actual);
        Assert.Equal(Math.Sqrt(2 / 4.0), score.Rmse, 1e-12);
        Assert.Equal(0, score.Bias, 1e-12);
        Assert.Equal(1, AccuracyPolicy.Auc([0.1, 0.2, 0.3, 0.4], [0, 0, 1, 2]), 1e-12);
        Assert.Equal(0.5, AccuracyPolicy.Auc([0.3, 0.3, 0.3, 0.3], actual), 1e-12);
        Assert.Equal(2.5 / 3, AccuracyPolicy.Auc([0.2, 0.2, 0.3, 0.4], [0, 1, 1, 1]), 1e-12);
        Assert.Equal(1, AccuracyPolicy.Score(Forecaster.Nothing, [0, 0, 0, 0], actual).Wape, 1e-12);
    }

    [Fact]
    public void The_model_falls_back_only_where_one_rule_wins_on_both()
    {
        static Accuracy With(double rmse, double wape) => new(39, 10, [new(Forecaster.Model, 1.5, 0.2, 0), new(Forecaster.OwnPace, rmse, wape, 0), new(Forecaster.Simple, 1, 0.1, 0)], [], 0.8, 0.8);
        Assert.Empty(With(1.4, 0.3).Better);
        Assert.Empty(With(1.6, 0.1).Better);
        Assert.Single(With(1.4, 0.1).Better);
        Assert.Equal(With(1.4, 0.1).Scores, Accuracy.FromJson(With(1.4, 0.1).ToJson()).Scores);
    }
}
