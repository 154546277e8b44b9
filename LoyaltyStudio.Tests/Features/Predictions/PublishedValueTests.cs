using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>The parameters and likelihoods that the papers give for the CDNOW sample.</summary>
public sealed class PublishedValueTests
{
    [Fact]
    public void Plain_model_gives_the_published_parameters()
    {
        var fit = FitPurchases.Run(CdnowFile.Groups(CdnowFile.Read()), modified: false);
        Assert.True(fit is { Accepted: true, NoDropOut: false });
        Near(fit.Model, 0.24259, 4.4136, 0.7929, 2.4259);
        Assert.Equal(-9582.429, fit.LogLikelihood, 1e-3);
    }

    [Fact]
    public void Modified_model_gives_the_published_parameters()
    {
        var customers = CdnowFile.Read();
        Assert.Equal(2_357, customers.Count);
        var fit = FitPurchases.Run(CdnowFile.Groups(customers));
        Assert.True(fit is { Accepted: true, NoDropOut: false });
        Near(fit.Model, 0.52484, 6.1831, 0.8914, 1.6140);
        Assert.Equal(-9582.136, fit.LogLikelihood, 1e-3);
    }

    [Fact]
    public void Spend_gives_the_published_parameters()
    {
        var customers = CdnowFile.Read().Where(c => c.X > 0).ToList();
        Assert.Equal(946, customers.Count);
        var fit = FitSpend.Run([.. customers.Select(c => c.X)], [.. customers.Select(c => c.Mean)]);
        Assert.True(fit.Accepted);
        Assert.Equal(6.2496, fit.Model.P, 6.2496e-3);
        Assert.Equal(3.7442, fit.Model.Q, 3.7442e-3);
        Assert.Equal(15.4435, fit.Model.V, 15.4435e-3);
        Assert.Equal(-4055.918, fit.LogLikelihood, 1e-3);
    }

    [Fact]
    public void The_customer_of_the_paper_is_expected_to_buy_as_published()
    {
        var model = new MbgNbd(0.24259, 4.4136, 0.7929, 2.4259, Modified: false);
        Assert.Equal(1.226, model.Expected(2, 30.43, 38.86, 39), 1e-3);
        Assert.Equal(0.7266, model.Alive(2, 30.43, 38.86), 1e-4);
        var fitted = FitPurchases.Run(CdnowFile.Groups(CdnowFile.Read()), modified: false).Model;
        Assert.Equal(0.7266, fitted.Alive(2, 30.43, 38.86), 1e-4);
        Assert.Equal(1.226, fitted.Expected(2, 30.43, 38.86, 39), 1e-3);
    }

    private static void Near(MbgNbd model, double r, double alpha, double a, double b)
    {
        Assert.Equal(r, model.R, r * 1e-3);
        Assert.Equal(alpha, model.Alpha, alpha * 1e-3);
        Assert.Equal(a, model.A, a * 1e-3);
        Assert.Equal(b, model.B, b * 2e-3);
    }
}
