using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Handing;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Pages;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Features.Segments.Rfm;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Segments;

/// <summary>Front door of segments: who belongs together, by everything that is known.</summary>
public sealed class SegmentsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ISegmentFields, MemberFields>();
        services.AddSingleton<ISegmentFields, BuyingFields>();
        services.AddSingleton<ISegmentFields, StandingFields>();
        services.AddSingleton<SegmentCatalogue>();
        services.AddSingleton<SegmentQuery>();
        services.AddSingleton<RecentRounds>();
        services.AddSingleton<RefreshRfm>();
        services.AddSingleton<ShowRfm>();
        services.AddSingleton<RefreshSegments>();
        services.AddSingleton<IScheduledWork, RefreshSegmentsWork>();
        services.AddSingleton<SaveSegment>();
        services.AddSingleton<AddToSegment>();
        services.AddSingleton<RemoveFromSegment>();
        services.AddSingleton<ArchiveSegment>();
        services.AddSingleton<DeleteSegment>();
        services.AddSingleton<ISegmentUse, OwnSegmentUse>();
        services.AddSingleton<CountSegment>();
        services.AddSingleton<CompareSegment>();
        services.AddSingleton<ListSegments>();
        services.AddSingleton<ShowSegment>();
        services.AddSingleton<ShowSegmentOffer>();
        services.AddSingleton<ListSegmentChoices>();
        services.AddSingleton<ListSegmentMembers>();
        services.AddSingleton<ListMemberSegments>();
        services.AddSingleton<ExportSegment>();
        services.AddSingleton<IRuleChoices, SegmentRuleChoices>();
        services.AddSingleton<ISegmentCodes, SegmentCodes>();
        services.AddSingleton<IMemberFilter, SegmentFilter>();
        services.AddSingleton<ICliVerb, SegmentsVerb>();
        services.AddSingleton<ISetUpStep, SegmentsSetUp>();
        services.AddSingleton(new NavEntry(202, "Customers", "Segments", "filter_alt", "/segments", Permission.ViewSegments, typeof(SegmentsFeature)));
        services.AddSingleton(new NavEntry(206, "Customers", "RFM", "grid_on", "/rfm", Permission.ViewSegments, typeof(SegmentsFeature)));
        services.AddSingleton(new MemberPanel(35, "Segments", "segments", typeof(MemberSegmentsPanel), Permission.ViewSegments, typeof(SegmentsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => SegmentsEndpoints.Map(app);
}
