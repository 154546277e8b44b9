using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Checking;
using LoyaltyStudio.Features.Campaigns.Editing;
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
        Offers.OffersSetup.Add(services);
        services.AddSingleton<IGestureKind, CouponGesture>();
        services.AddSingleton(new NavEntry(10, "Campaigns", "Campaigns", "campaign", "/campaigns", Permission.ViewCampaigns, typeof(CampaignsFeature)));
        services.AddSingleton<ShowPlaybook>();
        services.AddSingleton<StartPlay>();
        services.AddSingleton<ListMemberCampaigns>();
        services.AddSingleton(new MemberPanel(60, "Campaigns", "campaigns", typeof(MemberCampaignsPanel), Permission.ViewCampaigns, typeof(CampaignsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => Offers.OffersEndpoints.Map(app);
}
