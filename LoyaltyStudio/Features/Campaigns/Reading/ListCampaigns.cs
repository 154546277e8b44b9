using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

public sealed record CampaignRow(long Id, string Name, CampaignState State, int? DaysWithoutPurchase, OfferTerms? Offer, DateOnly? StartOn, DateOnly? EndOn,
    CampaignResult Result, string? Segment = null)
{
    public required FlowTrigger Trigger { get; init; }
    public long? SegmentId { get; init; }

    /// <summary>When it began to run; null: not yet.</summary>
    public DateTime? StartedAt { get; init; }
}

/// <param name="State">Only those in this state.</param>
/// <param name="Recipe">Only those made from this ready-made campaign.</param>
public sealed record ListCampaignsRequest(PageRequest Page, CampaignState? State = null, string Recipe = "");

/// <summary>All campaigns with what they did so far; those that run stand first.</summary>
public sealed class ListCampaigns(StudioData data, CampaignResults results)
{
    public Task<Outcome<PageOf<CampaignRow>>> RunAsync(Actor actor, PageRequest page, CancellationToken ct) => RunAsync(actor, new ListCampaignsRequest(page), ct);

    public async Task<Outcome<PageOf<CampaignRow>>> RunAsync(Actor actor, ListCampaignsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var wantedRows = db.Set<Campaign>().Where(c => (request.State == null || c.State == request.State) && (request.Recipe == "" || c.Recipe == request.Recipe));
        var (page, total) = (request.Page, await wantedRows.CountAsync(ct));
        var campaigns = await wantedRows.OrderBy(c => c.State == CampaignState.Active ? 0 : c.State == CampaignState.Paused ? 1 : c.State == CampaignState.Draft || c.State == CampaignState.Proposed ? 2 : 3)
            .ThenByDescending(c => c.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        var wanted = campaigns.ConvertAll(c => c.SegmentId).OfType<long>().Distinct().ToArray();
        var segments = await db.Set<Segment>().Where(s => wanted.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var measured = (await results.RunAsync(actor, campaigns.ConvertAll(c => c.Id), ct)).Must();
        return new PageOf<CampaignRow>(campaigns.ConvertAll(c =>
        {
            var flow = FlowDefinition.Parse(c.Flow);
            return new CampaignRow(c.Id, c.Name, c.State, c.DaysWithoutPurchase, flow.Everything().OfType<OfferStep>().FirstOrDefault()?.Terms, c.StartOn, c.EndOn, measured[c.Id], c.SegmentId is { } s ? segments.GetValueOrDefault(s) : null)
            {
                Trigger = flow.Trigger, SegmentId = c.SegmentId, StartedAt = c.StartedAt,
            };
        }), total);
    }
}
