using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>The funnel of one day.</summary>
public sealed record FunnelRow(DateOnly On, int Members, int NeverBought, int BoughtRecently, int AlreadyIn, int NotActive, int NoEmail, int NoConsent, int RecentCampaign,
    int Holdout, int Messaged, int NotInSegment = 0, int OpenComplaint = 0)
{
    /// <summary>In the segment, or stayed away long enough to be meant.</summary>
    public int Audience => Members - NotInSegment - KeptOut - NeverBought - BoughtRecently;

    public int KeptOut { get; init; }
    public int GlobalHoldout { get; init; }
    public int ExclusiveElsewhere { get; init; }
    public int Capped { get; init; }
    public int NoBudget { get; init; }
}

/// <param name="Draft">The campaign as the editor takes it.</param>
/// <param name="Latest">The funnel of the last run; null before the first.</param>
/// <param name="CouponsOpen">Coupons that nobody has used yet.</param>
public sealed record CampaignDetail(long Id, CampaignState State, CampaignDraft Draft, string Author, DateTime CreatedAt, DateTime? StartedAt, FunnelRow? Latest, int Runs,
    CampaignResult Result, int CouponsOpen, string? Segment = null)
{
    /// <summary>Who approved it; empty where nobody had to.</summary>
    public string ApprovedBy { get; init; } = "";

    /// <summary>Whether a start has to be approved by a second person.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>Whether who looks wrote it, and so may not approve it.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>One campaign with its last funnel and its result.</summary>
public sealed class ShowCampaign(StudioData data, CampaignResults results)
{
    public async Task<Outcome<CampaignDetail>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct) is not { } campaign)
        {
            return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
        }

        var runs = db.Set<CampaignRun>().Where(r => r.CampaignId == campaignId);
        var latest = await runs.OrderByDescending(r => r.On).FirstOrDefaultAsync(ct);
        var open = await db.Set<Coupon>().CountAsync(c => c.CampaignId == campaignId && c.State == CouponState.Open, ct);
        var result = (await results.RunAsync(actor, [campaignId], ct)).Must()[campaignId];
        return new CampaignDetail(campaign.Id, campaign.State, CampaignDraft.Of(campaign), campaign.Author, campaign.CreatedAt, campaign.StartedAt,
            latest is null ? null : new FunnelRow(latest.On, latest.Members, latest.NeverBought, latest.BoughtRecently, latest.AlreadyIn, latest.NotActive, latest.NoEmail,
                latest.NoConsent, latest.RecentCampaign, latest.Holdout, latest.Messaged, latest.NotInSegment, latest.OpenComplaint)
            {
                KeptOut = latest.KeptOut, GlobalHoldout = latest.GlobalHoldout, ExclusiveElsewhere = latest.ExclusiveElsewhere, Capped = latest.Capped, NoBudget = latest.NoBudget,
            },
            await runs.CountAsync(ct), result, open, campaign.SegmentId is { } segment ? await db.Set<Segment>().Where(s => s.Id == segment).Select(s => s.Name).FirstOrDefaultAsync(ct) : null)
        {
            ApprovedBy = campaign.ApprovedBy, NeedsApproval = (await ContactRules.ReadAsync(db, ct)).ApproveCampaigns, IsOwn = await MoveCampaign.WroteAsync(db, campaign, actor, ct),
        };
    }
}
