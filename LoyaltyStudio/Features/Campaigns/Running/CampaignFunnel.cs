using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Keeps where members fell off on a day, and who, for everybody in the audience.</summary>
internal static class CampaignFunnel
{
    /// <param name="overBudget">Eligible, but the money was spent before their turn.</param>
    internal static async Task<CampaignRun> WriteAsync(StudioDb db, long campaignId, DateOnly on, SortedAudience sorted, List<long> overBudget, CancellationToken ct)
    {
        var row = await db.Set<CampaignRun>().AsTracking().FirstOrDefaultAsync(r => r.CampaignId == campaignId && r.On == on, ct);
        if (row is null)
        {
            db.Add(row = new CampaignRun { CampaignId = campaignId, On = on });
        }

        // Who was drawn by an earlier run of this day counts as drawn, so that the parts add up to all members.
        var holdout = await db.Set<CampaignMember>().CountAsync(m => m.CampaignId == campaignId && m.AssignedOn == on && m.Group == CampaignGroup.Holdout, ct);
        var entered = await db.Set<Journey>().CountAsync(j => j.CampaignId == campaignId && j.EnteredOn == on, ct);
        var now = sorted.Eligible.Count - overBudget.Count;
        (row.Members, row.NotInSegment, row.KeptOut, row.NeverBought, row.BoughtRecently) = (sorted.Members, sorted.Of(Exclusion.NotInSegment), sorted.Of(Exclusion.KeptOut), sorted.Of(Exclusion.NeverBought), sorted.Of(Exclusion.BoughtRecently));
        (row.AlreadyIn, row.NotActive, row.NoEmail, row.NoConsent) = (sorted.Of(Exclusion.AlreadyIn) - (holdout + entered - now), sorted.Of(Exclusion.NotActive), sorted.Of(Exclusion.NoEmail) + sorted.Of(Exclusion.NoAddress), sorted.Of(Exclusion.NoConsent));
        (row.OpenComplaint, row.GlobalHoldout, row.ExclusiveElsewhere, row.RecentCampaign) = (sorted.Of(Exclusion.OpenComplaint), sorted.Of(Exclusion.GlobalHoldout), sorted.Of(Exclusion.ExclusiveElsewhere), sorted.Of(Exclusion.RecentCampaign));
        (row.Capped, row.NoBudget, row.Holdout, row.Messaged) = (sorted.Of(Exclusion.Capped), overBudget.Count, holdout, entered);
        await db.SaveChangesAsync(ct);
        var excluded = sorted.Fallen.Where(f => f.Key >= Exclusion.NotActive).SelectMany(f => f.Value.Select(m => (Member: m, Why: f.Key))).Concat(overBudget.Select(m => (Member: m, Why: Exclusion.NoBudget)))
            .Select(f => new CampaignExclusion { CampaignId = campaignId, MemberId = f.Member, Reason = AssignmentPolicy.CodeOf(f.Why), FirstOn = on, LastOn = on }).ToList();
        await db.BulkUpsertAsync(excluded, [nameof(CampaignExclusion.Reason), nameof(CampaignExclusion.LastOn)], []);
        return row;
    }
}
