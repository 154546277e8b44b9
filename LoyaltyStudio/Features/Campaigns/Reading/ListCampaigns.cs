using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

public sealed record CampaignRow(long Id, string Name, CampaignState State, int? DaysWithoutPurchase, OfferTerms? Offer, DateOnly? StartOn, DateOnly? EndOn,
    CampaignResult Result, string? Segment = null);

/// <summary>All campaigns with what they did so far; those that run stand first.</summary>
public sealed class ListCampaigns(StudioData data, CampaignResults results)
{
    public async Task<Outcome<PageOf<CampaignRow>>> RunAsync(Actor actor, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var total = await db.Set<Campaign>().CountAsync(ct);
        var campaigns = await db.Set<Campaign>().OrderBy(c => c.State == CampaignState.Active ? 0 : c.State == CampaignState.Paused ? 1 : c.State == CampaignState.Draft || c.State == CampaignState.Proposed ? 2 : 3)
            .ThenByDescending(c => c.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        var wanted = campaigns.ConvertAll(c => c.SegmentId).OfType<long>().Distinct().ToArray();
        var segments = await db.Set<Segment>().Where(s => wanted.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var measured = (await results.RunAsync(actor, campaigns.ConvertAll(c => c.Id), ct)).Must();
        return new PageOf<CampaignRow>(campaigns.ConvertAll(c => new CampaignRow(c.Id, c.Name, c.State, c.DaysWithoutPurchase, FlowDefinition.Parse(c.Flow).Everything().OfType<OfferStep>().FirstOrDefault()?.Terms, c.StartOn, c.EndOn,
            measured[c.Id], c.SegmentId is { } s ? segments.GetValueOrDefault(s) : null)), total);
    }
}
