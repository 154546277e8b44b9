using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.Today;

/// <summary>What the latest campaigns brought, in short: who bought within the days of measuring, against the control group.</summary>
internal static class CampaignResults
{
    private const int Shown = 3;

    internal static async Task<IReadOnlyList<CampaignResult>> ReadAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var campaigns = await db.Set<Campaign>().Where(c => c.StartedAt != null).OrderByDescending(c => c.StartedAt).Take(Shown).ToListAsync(ct);
        var results = new List<CampaignResult>();
        foreach (var campaign in campaigns)
        {
            var days = campaign.MeasureDays;
            var groups = await db.Set<CampaignMember>().Where(m => m.CampaignId == campaign.Id)
                .Select(m => new
                {
                    m.Group, m.AssignedOn,
                    Bought = db.Set<Purchase>().Any(p => p.MemberId == m.MemberId && p.Kind == PurchaseKind.Purchase && p.BusinessDate > m.AssignedOn && p.BusinessDate <= m.AssignedOn.AddDays(days)),
                })
                .GroupBy(m => m.Group)
                .Select(g => new { Group = g.Key, Count = g.Count(), Bought = g.Count(m => m.Bought), Last = g.Max(m => m.AssignedOn) }).ToListAsync(ct);
            var treated = groups.Find(g => g.Group == CampaignGroup.Treatment);
            var holdout = groups.Find(g => g.Group == CampaignGroup.Holdout);
            var over = groups.Count > 0 && groups.Max(g => g.Last).AddDays(days) < today;
            results.Add(new CampaignResult(campaign.Id, campaign.Name, campaign.State, treated?.Count ?? 0, treated?.Bought ?? 0, holdout?.Count ?? 0, holdout?.Bought ?? 0, over,
                Proportions.Compare(treated?.Bought ?? 0, treated?.Count ?? 0, holdout?.Bought ?? 0, holdout?.Count ?? 0)));
        }

        return results;
    }
}
