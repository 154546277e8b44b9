using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Editing;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns;

/// <summary>Campaigns that are for a segment.</summary>
internal sealed class SegmentUseOfCampaigns : ISegmentUse
{
    public async Task<IReadOnlyList<SegmentUse>> FindAsync(StudioDb db, long segmentId, string code, CancellationToken ct) =>
        [.. (await db.Set<Campaign>().Where(c => c.SegmentId == segmentId || c.ExceptSegmentId == segmentId).OrderBy(c => c.Id).Select(c => new { c.Id, c.Name }).ToListAsync(ct)).Select(c => new SegmentUse("Campaign “{0}”", c.Name, $"/campaigns/{c.Id}", typeof(CampaignsFeature)))];
}
