using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>Makes a new draft with the settings, steps and words of a campaign: also the way on for one that has started and whose steps are fixed. The period is left out and the draw is a new one.</summary>
public sealed class CopyCampaign(StudioData data, SaveCampaign save, IStringLocalizer<CampaignsFeature> texts)
{
    /// <returns>The id of the new draft.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct) is not { } campaign)
        {
            return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
        }

        var name = texts["{0} (copy)", campaign.Name].Value;
        return await save.RunAsync(actor, CampaignDraft.Of(campaign) with { Id = null, RowVersion = 0, Name = name.Length > 120 ? campaign.Name : name, StartOn = null, EndOn = null }, ct);
    }
}
