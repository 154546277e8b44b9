using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Reading;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>The whole way on a real web shop: its files imported, a night, and what the screens say.</summary>
public sealed class RealShopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_real_shop_is_forecast_better_than_by_simple_rules()
    {
        var data = RealData.FolderOrSkip();
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), new FakeClock(new DateTime(2011, 8, 31, 20, 0, 0)));
        var import = retailer.Get<RunImport>();
        (await import.RunAsync(retailer.Anna, new("members", Path.Combine(data, "online-retail-members.csv"), "members.csv", null), null, default)).Must();
        (await import.RunAsync(retailer.Anna, new("purchases", Path.Combine(data, "online-retail-2010-12_2011-08.csv.gz"), "purchases.csv.gz", ImportMapping.Load("online-retail")), null, default)).Must();
        var done = (await retailer.Get<RefitPredictions>().RunAsync(Actor.Job("refit-predictions"), new DateOnly(2011, 9, 1), null, default)).Must();
        var test = Accuracy.FromJson(done.Fit!.Accuracy!);
        output.WriteLine($"{done.Fit.FallBack} {done.Fit.Members} members {done.Fit.Repeaters} back, r {done.Fit.R:F3} α {done.Fit.Alpha:F3} a {done.Fit.A:F3} b {done.Fit.B:F3} {done.Fit.NoDropOut}, p {done.Fit.P:F3} q {done.Fit.Q:F3} v {done.Fit.V:F3}");
        output.WriteLine($"{test.Weeks} weeks, AUC {test.Auc:F3}, inside {test.Inside:P1}; {string.Join("; ", test.Scores.Select(s => $"{s.Who} {s.Rmse:F3} {s.Wape:P1} {s.Bias:P1}"))}; {done.Products} products due");
        output.WriteLine(done.Fit.Replenishment ?? "");
        Assert.Equal(FallBack.None, done.Fit.FallBack);
        var model = test.Of(Forecaster.Model);
        Assert.True(model.Rmse <= 1.62 && Math.Abs(model.Bias) <= 0.20 && test.Auc >= 0.70);
        Assert.True(model.Rmse < test.Of(Forecaster.OwnPace).Rmse && model.Rmse < test.Of(Forecaster.LastPeriod).Rmse && model.Rmse < test.Of(Forecaster.Nothing).Rmse);
        Assert.InRange(test.Inside, 0.78, 0.97);
        Assert.True(done.Products > 0);
        var steps = ReplenishmentFit.FromJson(done.Fit.Replenishment!).Steps;
        Assert.True(steps.Count > 1 && steps[^1].Happened > steps[0].Happened);
        var due = (await retailer.Get<ListDue>().RunAsync(retailer.Anna, 1, default)).Must();
        Assert.Equal(done.Products, due.Total);
    }
}
