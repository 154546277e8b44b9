using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>What a campaign of this size will be able to show.</summary>
/// <param name="Comparable">Members like these, a window ago, and how many of them bought in the window that has just passed without this campaign.</param>
/// <param name="Smallest">The smallest difference of shares that shows in four of five campaigns; null without a control group or members.</param>
/// <param name="PercentForPoint">The control group that shows a difference of one percentage point; null where even half of the members do not.</param>
public sealed record SizeFinding(Side Comparable, double Share, double? Smallest, int? PercentForPoint);

/// <param name="Eligible">Members who would be drawn.</param>
/// <param name="DaysWithoutPurchase">The audience stayed away at least so long; null: whoever.</param>
public sealed record AdviseSizeRequest(int Eligible, int HoldoutPercent, int MeasureDays, long? SegmentId, int? DaysWithoutPurchase);

/// <summary>Says before the start what the result will be able to tell, from what comparable members did in the last window: those who were like the audience then.</summary>
public sealed class AdviseSize(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentQuery segments)
{
    /// <summary>Where next to nobody buys the formulas would promise too much.</summary>
    private const double LeastShare = 0.005;

    /// <summary>What is taken where nobody like these bought, or nobody is like these.</summary>
    public const double Assumed = 0.05;

    public async Task<Outcome<SizeFinding>> RunAsync(Actor actor, AdviseSizeRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var days = Math.Clamp(request.MeasureDays, 1, 365);
        var then = today.AddDays(-days);
        var like = await LikeAsync(request, then, today, ct);
        var comparable = new Side(like.Count, like.And(await BuyersAsync(then, today, ct)).Count);
        var share = Math.Clamp(comparable.Buyers == 0 ? Assumed : comparable.Share, LeastShare, 1 - LeastShare);
        var held = (int)Math.Round(request.Eligible * Math.Clamp(request.HoldoutPercent, 0, 100) / 100.0);
        return new SizeFinding(comparable, share, SizePolicy.SmallestDifference(share, request.Eligible - held, held), SizePolicy.HoldoutNeeded(share, request.Eligible, 0.01));
    }

    private async Task<MemberSet> LikeAsync(AdviseSizeRequest request, DateOnly then, DateOnly today, CancellationToken ct)
    {
        var like = request.SegmentId is { } segment ? await segments.MembersOfAsync(segment, today, ct) : await CampaignSets.AskAsync(data, "SELECT id FROM member WHERE status = 'Active'", ct);
        if (request.DaysWithoutPurchase is not { } away)
        {
            return like;
        }

        var since = then.AddDays(-Math.Clamp(away, 0, then.DayNumber - 1));
        var customers = await CampaignSets.AskAsync(data, "SELECT member_id FROM member_stat WHERE first_purchase_on <= @p0", ct, since);
        return like.And(customers).Without(await BuyersAsync(since, then, ct));
    }

    /// <summary>Who bought after one day up to and with another.</summary>
    private Task<MemberSet> BuyersAsync(DateOnly after, DateOnly until, CancellationToken ct) =>
        CampaignSets.AskAsync(data, "SELECT DISTINCT member_id FROM purchase WHERE member_id IS NOT NULL AND kind = 'Purchase' AND business_date > @p0 AND business_date <= @p1", ct, after, until);
}
