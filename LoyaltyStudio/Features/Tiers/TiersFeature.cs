using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Tiers.Checking;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Jobs;

namespace LoyaltyStudio.Features.Tiers;

/// <summary>Front door of tiers: who is in which, since when, until when and why.</summary>
public sealed class TiersFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ITierCourse, TierCourse>();
        services.AddSingleton<EvaluateTiers>();
        services.AddSingleton<IInvariantCheck, TierCheck>();
        services.AddSingleton<IScheduledWork, EvaluateTiersWork>();
    }
}
