using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>The offers that the steps of a campaign hand out, one row per step, so that a till can ask what a coupon is good for.</summary>
internal static class CampaignOffers
{
    /// <summary>By key of the step; made where they are missing.</summary>
    internal static async Task<IReadOnlyDictionary<string, Offer>> EnsureAsync(StudioDb db, Campaign campaign, DateTime now, CancellationToken ct)
    {
        var known = await db.Set<Offer>().AsNoTracking().Where(o => o.CampaignId == campaign.Id).ToDictionaryAsync(o => o.Step, ct);
        foreach (var step in FlowDefinition.Parse(campaign.Flow).Everything().OfType<OfferStep>().Where(s => !known.ContainsKey(s.Key)))
        {
            var offer = Of(step.Terms, campaign.Name, campaign.Author, now);
            (offer.CampaignId, offer.Step) = (campaign.Id, step.Key);
            db.Add(offer);
            known[step.Key] = offer;
        }

        await db.SaveChangesAsync(ct);
        return known;
    }

    internal static Offer Of(OfferTerms terms, string name, string author, DateTime now) => new()
    {
        Name = name, Kind = terms.Kind, Value = terms.Value, ValueByTier = JsonSerializer.Serialize(terms.ValueByTier), MinimumCents = terms.MinimumCents, Product = terms.Product, Category = terms.Category,
        Combines = terms.Combines, ValidDays = terms.ValidDays, Author = author, CreatedAt = now,
    };
}
