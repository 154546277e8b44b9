using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Checking;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Programme.Reading;
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
        services.AddSingleton<IInvariantCheck, BalanceCheck>();
        services.AddSingleton<IInvariantCheck, LotCheck>();
        services.AddSingleton<IInvariantCheck, ReversalCheck>();
        services.AddSingleton<IInvariantCheck, EarnedOnceCheck>();
        services.AddSingleton<IInvariantCheck, MemberTotalsCheck>();
        services.AddSingleton<ExpirePoints>();
        services.AddSingleton<IEarningExample, EarningExample>();
        services.AddSingleton<IScheduledWork, ExpirePointsWork>();
    }

    public static void Map(IEndpointRouteBuilder app) => PointsEndpoints.Map(app);
}
