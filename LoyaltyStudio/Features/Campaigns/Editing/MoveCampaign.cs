using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>What a person does with a campaign.</summary>
public enum CampaignStep { Start, Pause, Resume, End }

/// <summary>Starts, pauses, resumes or ends a campaign. Members who are in it stay in it.</summary>
public sealed class MoveCampaign(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<CampaignState>> RunAsync(Actor actor, long campaignId, CampaignStep step, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<CampaignState>>(async db =>
        {
            var campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
            if (campaign is null)
            {
                return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
            }

            CampaignState? next = (step, campaign.State) switch
            {
                (CampaignStep.Start, CampaignState.Draft) or (CampaignStep.Resume, CampaignState.Paused) => CampaignState.Active,
                (CampaignStep.Pause, CampaignState.Active) => CampaignState.Paused,
                (CampaignStep.End, CampaignState.Active or CampaignState.Paused) => CampaignState.Ended,
                _ => null,
            };
            if (next is not { } state)
            {
                return Refuse.Conflict("campaign_state", "This campaign is {0}; that is not possible now.", campaign.State);
            }

            campaign.State = state;
            campaign.StartedAt ??= clock.GetUtcNow().UtcDateTime;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, $"campaign.{step.ToString().ToLowerInvariant()}", $"campaign {campaign.Id}", campaign.Name);
            return state;
        }, ct);
    }
}
