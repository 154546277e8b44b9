using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Counts where members fall off, and keeps why, for everybody who stayed away long enough to be meant.</summary>
internal static class CampaignFunnel
{
    /// <returns>The id of the day's row.</returns>
    internal static async Task<long> StartAsync(StudioDb db, long campaignId, DateOnly on, CancellationToken ct)
    {
        var row = await db.Set<CampaignRun>().FirstOrDefaultAsync(r => r.CampaignId == campaignId && r.On == on, ct);
        if (row is null)
        {
            db.Add(row = new CampaignRun { CampaignId = campaignId, On = on });
        }

        row.Members = row.NotInSegment = row.NeverBought = row.BoughtRecently = row.NotActive = row.NoEmail = row.NoConsent = row.OpenComplaint = row.RecentCampaign = row.AlreadyIn = row.Holdout = row.Messaged = 0;
        await db.SaveChangesAsync(ct);
        return row.Id;
    }

    internal static async Task AddAsync(StudioDb db, long runId, long campaignId, DateOnly on, List<(Candidate Member, Exclusion Why)> tested, List<CampaignMember> drawn, CancellationToken ct)
    {
        var row = await db.Set<CampaignRun>().FirstAsync(r => r.Id == runId, ct);
        // Who was drawn by an earlier run of this day counts as drawn, so that the parts add up to all members.
        var before = tested.Where(t => t.Member.DrawnToday is not null).ToList();
        var why = tested.Where(t => t.Member.DrawnToday is null).CountBy(t => t.Why).ToDictionary();
        row.Members += tested.Count;
        row.NotInSegment += why.GetValueOrDefault(Exclusion.NotInSegment);
        row.NeverBought += why.GetValueOrDefault(Exclusion.NeverBought);
        row.BoughtRecently += why.GetValueOrDefault(Exclusion.BoughtRecently);
        row.AlreadyIn += why.GetValueOrDefault(Exclusion.AlreadyIn);
        row.NotActive += why.GetValueOrDefault(Exclusion.NotActive);
        row.NoEmail += why.GetValueOrDefault(Exclusion.NoEmail);
        row.NoConsent += why.GetValueOrDefault(Exclusion.NoConsent);
        row.OpenComplaint += why.GetValueOrDefault(Exclusion.OpenComplaint);
        row.RecentCampaign += why.GetValueOrDefault(Exclusion.RecentCampaign);
        row.Holdout += drawn.Count(d => d.Group == CampaignGroup.Holdout) + before.Count(b => b.Member.DrawnToday == CampaignGroup.Holdout);
        row.Messaged += drawn.Count(d => d.Group == CampaignGroup.Treatment) + before.Count(b => b.Member.DrawnToday == CampaignGroup.Treatment);
        await db.SaveChangesAsync(ct);

        var excluded = tested.Where(t => t.Why >= Exclusion.NotActive && t.Member.DrawnToday is null)
            .Select(t => new CampaignExclusion { CampaignId = campaignId, MemberId = t.Member.MemberId, Reason = AssignmentPolicy.CodeOf(t.Why), FirstOn = on, LastOn = on }).ToList();
        await db.BulkUpsertAsync(excluded, [nameof(CampaignExclusion.Reason), nameof(CampaignExclusion.LastOn)], []);
    }
}
