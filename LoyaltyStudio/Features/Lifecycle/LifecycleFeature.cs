using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Pages;
using LoyaltyStudio.Features.Lifecycle.Reading;
using LoyaltyStudio.Features.Lifecycle.Refreshing;
using LoyaltyStudio.Features.Lifecycle.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Lifecycle;

/// <summary>Front door of the lifecycle: where every customer stands, and how they move.</summary>
public sealed class LifecycleFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<RefreshStates>();
        services.AddSingleton<IScheduledWork, RefreshStatesWork>();
        services.AddSingleton<IInvariantCheck, LifecycleCheck>();
        services.AddSingleton<LifecycleRules>();
        services.AddSingleton<SaveLifecycleLimits>();
        services.AddSingleton<TryLimits>();
        services.AddSingleton<ReadLifecycle>();
        services.AddSingleton<ShowMemberState>();
        services.AddSingleton<IMemberFilter, StateFilter>();
        services.AddSingleton<IMemberFilter, MovedFilter>();
        services.AddSingleton<ISegmentFields, LifecycleSegments>();
        services.AddSingleton(new MemberTile(25, typeof(StateTile), Permission.ViewMembers));
        services.AddSingleton(new MemberPanel(25, "Lifecycle", "lifecycle", typeof(MemberStatePanel), Permission.ViewMembers, typeof(LifecycleFeature)));
        services.AddSingleton(new NavEntry(204, "Customers", "Lifecycle", "route", "/lifecycle", Permission.ViewInsight, typeof(LifecycleFeature)));
    }
}
