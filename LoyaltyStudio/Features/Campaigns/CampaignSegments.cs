using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns;

/// <summary>What segments may ask of campaigns: received, left out to compare, coupons used and still open.</summary>
internal sealed class CampaignSegments : ISegmentFields
{
    private const string Group = "Campaigns";

    public IEnumerable<SegmentField> Fields => [];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("campaign.received", Group, "Campaigns received", "campaign_member", "member_id", "assigned_on", typeof(CampaignsFeature)) { Where = "\"group\" = 'Treatment'", Details = [Of("campaign_id")] },
        new("campaign.holdout", Group, "In the control group of a campaign", "campaign_member", "member_id", "assigned_on", typeof(CampaignsFeature)) { Where = "\"group\" = 'Holdout'", Details = [Of("campaign_id")] },
        new("campaign.gift", Group, "Points given by a campaign", "campaign_contact", "member_id", "\"on\"", typeof(CampaignsFeature))
        {
            Where = "kind = 'gift' AND outcome = 'Queued'", Amount = "amount", AmountKind = SegmentKind.Number, AmountUnit = "points", Details = [Of("campaign_id")],
        },
        new("message.clicked", Group, "Links followed in messages", "message_event", "member_id", "\"on\"", typeof(CampaignsFeature)) { Where = "kind = 'Clicked'", Details = [Of("campaign_id")] },
        new("coupon.used", Group, "Coupons used", "redemption r JOIN coupon c ON c.id = r.code_id", "c.member_id", "r.business_date", typeof(CampaignsFeature))
        {
            Where = "r.code_kind = 'coupon' AND r.reversed_at IS NULL", Details = [Of("c.campaign_id")],
        },
        new("coupon.ending", Group, "Open coupons that end", "coupon", "member_id", "valid_until", typeof(CampaignsFeature)) { Where = "state = 'Open'", Ahead = true, Details = [Of("campaign_id")] },
    ];

    private static SegmentField Of(string value) => new("campaign", Group, "Campaign", SegmentKind.Choice, "", value, typeof(CampaignsFeature)) { Ids = true, Choices = NamesAsync };

    private static async Task<IReadOnlyList<SegmentChoice>> NamesAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        [.. (await db.Set<Campaign>().OrderByDescending(c => c.Id).Select(c => new { c.Id, c.Name }).ToListAsync(ct)).Select(c => new SegmentChoice(c.Id.ToString(CultureInfo.InvariantCulture), c.Name))];
}
