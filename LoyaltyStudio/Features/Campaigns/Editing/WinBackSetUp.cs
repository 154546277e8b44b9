using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>Part of the set-up: a win-back campaign that is ready to be read and started. Nothing is sent before somebody starts it.</summary>
internal sealed class WinBackSetUp(TimeProvider clock) : ISetUpStep
{
    public int Order => 20;

    public async Task RunAsync(StudioDb db, SetUpChoices choices, Actor actor, CancellationToken ct)
    {
        if (choices.Programme == ProgrammeStart.None)
        {
            return;
        }

        var campaign = new Campaign
        {
            Name = "", Flow = "", Author = actor.Stamp, CreatedAt = clock.GetUtcNow().UtcDateTime,
            Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        };
        (choices.Language == "nl" ? CampaignDraft.WinBack : CampaignDraft.WinBack with { Name = "We miss you" }).ApplyTo(campaign);
        db.Add(campaign);
        await db.SaveChangesAsync(ct);
        db.Add(new CampaignEdition { CampaignId = campaign.Id, Edition = campaign.Edition, Flow = campaign.Flow, SavedBy = actor.Stamp, SavedAt = campaign.CreatedAt });
        await db.SaveChangesAsync(ct);
    }
}
