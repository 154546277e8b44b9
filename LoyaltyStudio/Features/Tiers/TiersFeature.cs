using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Tiers.Checking;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Giving;
using LoyaltyStudio.Features.Tiers.Pages;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;

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
        services.AddSingleton<ShowMemberTier>();
        services.AddSingleton<SetManualTier>();
        services.AddSingleton<EndManualTier>();
        services.AddSingleton<IMemberFilter, TierFilter>();
        services.AddSingleton(new MemberTile(20, typeof(TierTile), Permission.ViewMembers));
        services.AddSingleton(new MemberPanel(20, "Tier", "tier", typeof(MemberTierPanel), Permission.ViewMembers, typeof(TiersFeature)));
    }
}
