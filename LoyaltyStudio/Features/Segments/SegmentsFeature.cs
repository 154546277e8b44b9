using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Rfm;
using LoyaltyStudio.Jobs;

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
        services.AddSingleton<RefreshRfm>();
        services.AddSingleton<RefreshSegments>();
        services.AddSingleton<IScheduledWork, RefreshSegmentsWork>();
    }
}
