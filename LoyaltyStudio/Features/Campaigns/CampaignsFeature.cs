using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Checking;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Holdouts;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Pages;
using LoyaltyStudio.Features.Campaigns.Playbook;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Feedback.Recoveries;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Campaigns;

/// <summary>Front door of campaigns: editing, running, coupons and results.</summary>
public sealed class CampaignsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Segments.ISegmentFields, CampaignSegments>();
        services.AddSingleton<Segments.Editing.ISegmentUse, SegmentUseOfCampaigns>();
        services.AddSingleton<ISetUpStep, WinBackSetUp>();
        services.AddSingleton<ICliVerb, CampaignsVerb>();
        services.AddSingleton<SaveCampaign>();
        services.AddSingleton<IInvariantCheck, CampaignCheck>();
        services.AddSingleton<MoveCampaign>();
        services.AddSingleton<PreviewCampaignMail>();
        services.AddSingleton<CampaignResults>();
        Proof(services);
        services.AddSingleton<CountAudience>();
        services.AddSingleton<ListCampaigns>();
        services.AddSingleton<ShowCampaign>();
        services.AddSingleton<ListCampaignMembers>();
        services.AddSingleton<CampaignTriggers>();
        services.AddSingleton<CampaignSets>();
        services.AddSingleton<DrawGlobalHoldout>();
        services.AddSingleton<RunCampaigns>();
        services.AddSingleton<Messaging.Delivery.IMailAttachment, CampaignContent>();
        services.AddSingleton<IScheduledWork, RunCampaignsWork>();
        services.AddSingleton<ICodeKind, CouponCodes>();
        services.AddSingleton<IGestureKind, CouponGesture>();
        services.AddSingleton(new NavEntry(10, "Campaigns", "Campaigns", "campaign", "/campaigns", Permission.ViewCampaigns, typeof(CampaignsFeature)));
        services.AddSingleton<ShowPlaybook>();
        services.AddSingleton<StartPlay>();
        services.AddSingleton<ListMemberCampaigns>();
        services.AddSingleton(new MemberPanel(60, "Campaigns", "campaigns", typeof(MemberCampaignsPanel), Permission.ViewCampaigns, typeof(CampaignsFeature)));
    }

    /// <summary>What proves what campaigns bring, and their money.</summary>
    private static void Proof(IServiceCollection services)
    {
        services.AddSingleton<ShowCampaignResult>();
        services.AddSingleton<SetExpectedValue>();
        services.AddSingleton<AdviseSize>();
        services.AddSingleton<MeasureHoldouts>();
        services.AddSingleton<ShowHoldouts>();
        services.AddSingleton<StartHoldout>();
        services.AddSingleton<EndHoldout>();
        services.AddSingleton<CountDiscounts>();
        services.AddSingleton<ShowBudget>();
        services.AddSingleton<AddSpend>();
        services.AddSingleton<RemoveSpend>();
        services.AddSingleton<MeasureCampaigns>();
        services.AddSingleton<IScheduledWork, MeasureCampaignsWork>();
        services.AddSingleton(new NavEntry(30, "Campaigns", "Budget", "account_balance_wallet", "/campaigns/budget", Permission.ViewCampaigns, typeof(CampaignsFeature)));
        services.AddSingleton(new NavEntry(32, "Campaigns", "Global control group", "balance", "/campaigns/holdout", Permission.ViewCampaigns, typeof(CampaignsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => ResultEndpoints.Map(app);
}
