using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>Takes what a member in a campaign brought as what the next one is expected to bring; it settles which of two campaigns with equal priority goes first.</summary>
public sealed class SetExpectedValue(StudioData data, ShowCampaignResult results)
{
    /// <returns>The value, cents of margin.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var found = await results.RunAsync(actor, campaignId, ct);
        if (found is not { IsDone: true, Value: { } report })
        {
            return found.As<int>();
        }

        if (report.Margin is not { } margin || report.Result.Verdict != Verdict.More)
        {
            return Refuse.Conflict("not_proven", "Only a campaign that demonstrably works gives a value for the next one.");
        }

        var value = Math.Max(0, margin.NetPerMember);
        return await data.WriteAsync<Outcome<int>>(async db =>
        {
            if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct) is not { } campaign)
            {
                return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
            }

            var before = campaign.ExpectedValueCents;
            campaign.ExpectedValueCents = value;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "campaign.value_set", $"campaign {campaignId}", FormattableString.Invariant($"{before} to {value} cents a member, from the result"));
            return value;
        }, ct);
    }
}
