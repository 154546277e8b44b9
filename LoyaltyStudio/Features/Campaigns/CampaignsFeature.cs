using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Checking;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Links;
using LoyaltyStudio.Features.Campaigns.Holdouts;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Pages;
using LoyaltyStudio.Features.Campaigns.Playbook;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Campaigns.Inviting;
using LoyaltyStudio.Features.Campaigns.Printing;
using LoyaltyStudio.Features.Campaigns.HandingOver;
using LoyaltyStudio.Features.Campaigns.StoreTasks;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Feedback.Recoveries;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Profiles;
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
        services.AddSingleton<CopyCampaign>();
        services.AddSingleton<MakeCampaign>();
        services.AddSingleton<ListRecipes>();
        services.AddSingleton(provider => new PreviewCampaignMail(provider.GetRequiredService<SampleMail>()));
        services.AddSingleton<FindPreviewMembers>();
        services.AddSingleton<ListTestReaders>();
        services.AddSingleton<CampaignResults>();
        Proof(services);
        services.AddSingleton<CountAudience>();
        services.AddSingleton<ListCampaigns>();
        services.AddSingleton<ShowCampaign>();
        services.AddSingleton<ShowFlow>();
        services.AddSingleton<ShowFlowChoices>();
        services.AddSingleton<ListMemberContacts>();
        services.AddSingleton<ReadCalendar>();
        services.AddSingleton<ListCampaignMembers>();
        services.AddSingleton<CampaignTriggers>();
        services.AddSingleton<CampaignSets>();
        services.AddSingleton<DrawGlobalHoldout>();
        services.AddSingleton<RunCampaigns>();
        services.AddSingleton<CampaignWords>();
        services.AddSingleton<RecipientBook>();
        services.AddSingleton<SampleMail>();
        services.AddSingleton(provider => new SendTestMail(provider.GetRequiredService<SampleMail>(), provider.GetRequiredService<StudioData>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<OrganisationBook>()));
        services.AddSingleton<FollowLink>();
        LinkEndpoints.Add(services);
        services.AddSingleton<Messaging.Delivery.IMailAttachment, CampaignContent>();
        services.AddSingleton<IScheduledWork, RunCampaignsWork>();
        services.AddSingleton<ListStoreTasks>();
        services.AddSingleton<CloseStoreTask>();
        services.AddCheckedOptions<WebhookOptions>(WebhookOptions.Section);
        services.AddSingleton<SaveWebhook>();
        services.AddSingleton<ListWebhooks>();
        services.AddSingleton<DeliverHandOvers>();
        services.AddSingleton<IScheduledWork, DeliverHandOversWork>();
        services.AddSingleton<MakeCampaignPrint>();
        services.AddSingleton<ListCampaignPrints>();
        services.AddSingleton(provider => new OpenCampaignPrint(provider.GetRequiredService<StudioData>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<OrganisationBook>(), provider.GetRequiredService<Cheques.Codes.CodeVault>(),
            provider.GetRequiredService<CampaignWords>(), provider.GetRequiredService<RecipientBook>()));
        services.AddCheckedOptions<InvitationOptions>(InvitationOptions.Section);
        services.AddSingleton<InvitationCodes>();
        services.AddSingleton<Messaging.Links.IReferralLink>(provider => provider.GetRequiredService<InvitationCodes>());
        services.AddSingleton<IInvitationCodes>(provider => provider.GetRequiredService<InvitationCodes>());
        services.AddSingleton<RewardInvitations>();
        services.AddSingleton<IScheduledWork, RewardInvitationsWork>();
        services.AddSingleton<ICodeKind, CouponCodes>();
        Offers.OffersSetup.Add(services);
        services.AddSingleton<IGestureKind, CouponGesture>();
        services.AddSingleton(new NavEntry(10, "Campaigns", "Campaigns", "campaign", "/campaigns", Permission.ViewCampaigns, typeof(CampaignsFeature)));
        services.AddSingleton(new NavEntry(12, "Campaigns", "Calendar", "calendar_month", "/campaigns/calendar", Permission.ViewCampaigns, typeof(CampaignsFeature)));
        services.AddSingleton(new NavEntry(35, "Service", "To do", "task_alt", "/store-tasks", Permission.ViewTasks, typeof(CampaignsFeature)));
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
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        CampaignsEndpoints.Map(app);
        LinkEndpoints.Map(app);
        ResultEndpoints.Map(app);
        Offers.OffersEndpoints.Map(app);
        InvitationEndpoints.Map(app);
        CampaignPrintEndpoints.Map(app);
    }
}
