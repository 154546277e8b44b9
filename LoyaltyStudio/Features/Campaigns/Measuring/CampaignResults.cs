using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// Compares everybody assigned to a campaign, treated and left out, by who bought from the day of assignment to the end of the measuring window.
/// Two grouped statements for any number of campaigns, the same on both databases.
/// </summary>
public sealed class CampaignResults(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <summary>Results by campaign id; a campaign without members is not there.</summary>
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
        var sides = await db.Set<CampaignMember>().Where(m => ids.Contains(m.CampaignId)).GroupBy(m => new { m.CampaignId, m.Group })
            .Select(g => new { g.Key.CampaignId, g.Key.Group, Members = g.Count(), Last = g.Max(m => m.AssignedOn) }).ToListAsync(ct);
        var redeemed = await db.Set<Coupon>().Where(c => c.CampaignId != null && ids.Contains(c.CampaignId.Value) && c.State == CouponState.Redeemed).GroupBy(c => c.CampaignId!.Value)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var buyers = new Dictionary<(long, CampaignGroup), int>();
        foreach (var window in campaigns.GroupBy(c => c.MeasureDays))
        {
            var group = window.Select(c => c.Id).ToArray();
            await AddBuyersAsync(db, group, window.Key, buyers, ct);
        }

        var results = new Dictionary<long, CampaignResult>();
        foreach (var campaign in campaigns)
        {
            var own = sides.Where(s => s.CampaignId == campaign.Id).ToList();
            Side SideOf(CampaignGroup group) => new(own.FirstOrDefault(s => s.Group == group)?.Members ?? 0, buyers.GetValueOrDefault((campaign.Id, group)));
            results[campaign.Id] = CampaignResult.Of(SideOf(CampaignGroup.Treatment), SideOf(CampaignGroup.Holdout), campaign.HoldoutPercent,
                own.Count == 0 ? null : own.Max(s => s.Last), campaign.MeasureDays, today, redeemed.GetValueOrDefault(campaign.Id));
        }

        return results;
    }

    /// <summary>A member counts once, however often they bought in the window.</summary>
    private static async Task AddBuyersAsync(StudioDb db, long[] campaigns, int days, Dictionary<(long, CampaignGroup), int> buyers, CancellationToken ct)
    {
        var rows = await db.Set<CampaignMember>().Where(m => campaigns.Contains(m.CampaignId))
            .Where(m => db.Set<Purchase>().Any(p => p.MemberId == m.MemberId && p.Kind == PurchaseKind.Purchase
                && p.BusinessDate >= m.AssignedOn && p.BusinessDate <= m.AssignedOn.AddDays(days)))
            .GroupBy(m => new { m.CampaignId, m.Group }).Select(g => new { g.Key.CampaignId, g.Key.Group, Count = g.Count() }).ToListAsync(ct);
        foreach (var row in rows)
        {
            buyers[(row.CampaignId, row.Group)] = row.Count;
        }
    }
}
