using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// Compares everybody assigned to a campaign, treated and left out, by who bought from the day of assignment to the end of the measuring window: what a list shows. Large campaigns as the night measured them, small ones
/// as of this moment.
/// </summary>
public sealed class CampaignResults(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <summary>Up to so many members a campaign is counted when somebody looks.</summary>
    internal const int CountedLive = 20_000;

    /// <summary>Results by campaign id; a campaign that does not exist is not there.</summary>
    public async Task<Outcome<IReadOnlyDictionary<long, CampaignResult>>> RunAsync(Actor actor, IReadOnlyList<long> campaignIds, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var ids = campaignIds.ToArray();
        var campaigns = await db.Set<Campaign>().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.HoldoutPercent, c.MeasureDays }).ToListAsync(ct);
        var redeemed = await db.Set<Coupon>().Where(c => c.CampaignId != null && ids.Contains(c.CampaignId.Value) && c.State == CouponState.Redeemed).GroupBy(c => c.CampaignId!.Value)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var heads = await db.Set<MeasuredCampaign>().Where(r => ids.Contains(r.CampaignId)).ToDictionaryAsync(r => r.CampaignId, ct);
        var arms = (await db.Set<MeasuredArm>().Where(a => ids.Contains(a.CampaignId) && a.Step == "").ToListAsync(ct)).ToLookup(a => a.CampaignId);
        var results = new Dictionary<long, CampaignResult>();
        foreach (var campaign in campaigns)
        {
            var head = heads.GetValueOrDefault(campaign.Id);
            if (head is not null && IsKept(head, arms[campaign.Id]))
            {
                results[campaign.Id] = CampaignResult.Of(SideOf(arms[campaign.Id], 1), SideOf(arms[campaign.Id], 0), campaign.HoldoutPercent, head.LastAssignedOn, campaign.MeasureDays, DayOf(head, today), redeemed.GetValueOrDefault(campaign.Id));
                continue;
            }

            var (span, treated, holdout) = await CampaignMeter.CountAsync(db, campaign.Id, campaign.MeasureDays, today.AddDays(1), ct);
            results[campaign.Id] = CampaignResult.Of(treated, holdout, campaign.HoldoutPercent, span.Through, campaign.MeasureDays, today, redeemed.GetValueOrDefault(campaign.Id));
        }

        return results;
    }

    /// <summary>Whether the rows of the night are shown, rather than a count of this moment.</summary>
    internal static bool IsKept(MeasuredCampaign head, IEnumerable<MeasuredArm> arms) => head.Final || arms.Where(a => a.Step.Length == 0).Sum(a => a.Members) > CountedLive;

    /// <summary>The day as of which a verdict may be given: no later than what was counted, or days that nobody has seen would pass for seen.</summary>
    internal static DateOnly DayOf(MeasuredCampaign head, DateOnly today) => head.AsOf < today ? head.AsOf : today;

    /// <param name="place">0 the control group, 1 the treated.</param>
    internal static Side SideOf(IEnumerable<MeasuredArm> arms, int place) => arms.FirstOrDefault(a => a.Step.Length == 0 && a.Place == place) is { } arm ? new Side(arm.Members, arm.Buyers) : default;
}
