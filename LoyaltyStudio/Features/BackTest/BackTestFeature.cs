using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.BackTest.Downloads;
using LoyaltyStudio.Features.BackTest.Liability;
using LoyaltyStudio.Features.BackTest.Reading;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.BackTest;

/// <summary>Front door of trying a draft on the history, and of what open points are worth.</summary>
public sealed class BackTestFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<BackTestEngine>();
        services.AddSingleton<RunningBackTests>();
        services.AddSingleton<StartBackTest>();
        services.AddSingleton<StopBackTest>();
        services.AddSingleton<DeleteBackTest>();
        services.AddSingleton<RunBackTest>();
        services.AddSingleton<ListBackTests>();
        services.AddSingleton<ShowBackTest>();
        services.AddSingleton<CompareBackTests>();
        services.AddSingleton<ReadLiability>();
        services.AddSingleton(new NavEntry(45, "Programme", "Still owed", "account_balance", "/liability", Permission.ViewProgramme, typeof(BackTestFeature)));
        services.AddSingleton<ICliVerb, BackTestVerb>();
        services.AddSingleton(new NavEntry(14, "Programme", "Try out", "query_stats", "/try-out", Permission.ViewProgramme, typeof(BackTestFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => BackTestDownloads.Map(app);
}
