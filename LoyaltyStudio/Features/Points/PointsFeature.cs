using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Jobs;

namespace LoyaltyStudio.Features.Points;

/// <summary>Front door of points: the ledger, earning, returns and expiry.</summary>
public sealed class PointsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IPurchaseReaction, PurchasePoints>();
        services.AddSingleton<RecordEvent>();
        services.AddSingleton<ExpirePoints>();
        services.AddSingleton<IScheduledWork, ExpirePointsWork>();
    }

    public static void Map(IEndpointRouteBuilder app) => PointsEndpoints.Map(app);
}
