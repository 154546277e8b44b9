using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>Who would fall off where if the campaign met everybody today; <paramref name="Eligible"/> would be drawn, about <paramref name="Holdout"/> of them left out.</summary>
public sealed record AudienceCount(int Members, IReadOnlyDictionary<Exclusion, int> Fallen, int Eligible, int Holdout)
{
    public int Messaged => Eligible - Holdout;

    public int Of(Exclusion why) => Fallen.GetValueOrDefault(why);
}

/// <summary>Counts a campaign's audience by the tests of the run itself.</summary>
public sealed class CountAudience(StudioData data, TimeProvider clock, OrganisationBook organisation, CampaignSets sets)
{
    public async Task<Outcome<AudienceCount>> RunAsync(Actor actor, CampaignDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var rules = await ContactRules.ReadAsync(db, ct);
        var campaign = new Campaign { Id = draft.Id ?? 0, Name = "", Flow = "", Salt = "", Author = "" };
        (draft with { DaysWithoutPurchase = draft.DaysWithoutPurchase is { } days ? Math.Clamp(days, 0, 36_500) : null, CoolDownDays = Math.Clamp(draft.CoolDownDays, 0, 36_500) }).ApplyTo(campaign);
        var sorted = await sets.SortAsync(campaign, rules, (await organisation.CurrentAsync(ct)).Today(clock), ct, everybody: true);
        var eligible = sorted.Eligible.Count;
        return new AudienceCount(sorted.Members, sorted.Fallen.ToDictionary(f => f.Key, f => f.Value.Count), eligible, (int)Math.Round(eligible * Math.Clamp(draft.HoldoutPercent, 0, 100) / 100.0));
    }
}
