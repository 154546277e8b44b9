using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Pages;
using LoyaltyStudio.Features.Predictions.Reading;
using LoyaltyStudio.Features.Predictions.Settings;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Predictions;

/// <summary>Front door of predictions: what members will buy, when they come, what they are worth.</summary>
public sealed class PredictionsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PurchaseDays>();
        services.AddSingleton<BasketReader>();
        services.AddSingleton<Replenish>();
        services.AddSingleton<ScoreMembers>();
        services.AddSingleton<RefitPredictions>();
        services.AddSingleton<IScheduledWork, RefitPredictionsWork>();
        services.AddSingleton<SavePredictionSettings>();
        services.AddSingleton<ShowPredictions>();
        services.AddSingleton<ListValues>();
        services.AddSingleton<ListDue>();
        services.AddSingleton<ShowMemberOutlook>();
        services.AddSingleton<ISegmentFields, PredictionSegments>();
        services.AddSingleton<ICliVerb, PredictionsVerb>();
        services.AddSingleton(new NavEntry(210, "Customers", "Expectations", "trending_up", "/predictions", Permission.ViewInsight, typeof(PredictionsFeature)));
        services.AddSingleton(new MemberPanel(25, "Outlook", "outlook", typeof(MemberOutlookPanel), Permission.ViewInsight, typeof(PredictionsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => PredictionsEndpoints.Map(app);
}
