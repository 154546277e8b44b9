using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access;
using LoyaltyStudio.Features.BackTest;
using LoyaltyStudio.Features.Campaigns;
using LoyaltyStudio.Features.Channels;
using LoyaltyStudio.Features.Cheques;
using LoyaltyStudio.Features.Cohorts;
using LoyaltyStudio.Features.Dashboards;
using LoyaltyStudio.Features.Feedback;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Personalisation;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Predictions;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases;
using LoyaltyStudio.Features.Rewards;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Tiers;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Shell.Demo;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LoyaltyStudio;

/// <summary>What the web app and the command line have in common: the database, the jobs and every feature, in the order of who may use whom.</summary>
public static class StudioServices
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddLocalization();
        services.AddStudioData();
        services.AddSingleton<ICliVerb, CheckVerb>();
        services.AddSingleton<ICliVerb, BackupVerb>();
        services.AddSingleton<ICliVerb, DemoVerb>();
        JobsFeature.Add(services);
        ImportingFeature.Add(services);
        AccessFeature.Add(services);
        ProgrammeFeature.Add(services);
        MembersFeature.Add(services);
        PurchasesFeature.Add(services);
        PointsFeature.Add(services);
        TiersFeature.Add(services);
        RewardsFeature.Add(services);
        SegmentsFeature.Add(services);
        FeedbackFeature.Add(services);
        ChannelsFeature.Add(services);
        LifecycleFeature.Add(services);
        PredictionsFeature.Add(services);
        CohortsFeature.Add(services);
        ChequesFeature.Add(services);
        MessagingFeature.Add(services);
        CampaignsFeature.Add(services);
        PersonalisationFeature.Add(services);
        BackTestFeature.Add(services);
        DashboardsFeature.Add(services);
    }
}
