using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Rewards.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>Whether an offer can be used on a day. Given: single codes that a campaign hands out.</summary>
public enum OfferState { Open, Planned, Over, UsedUp, Retired, Given }

/// <param name="Code">Null for an offer of a campaign, whose codes are of one member each.</param>
/// <param name="Campaign">Name of the campaign that hands it out; empty for a code for everybody.</param>
/// <param name="Made">Single codes that were handed out.</param>
/// <param name="Uses">Uses that were not undone.</param>
/// <param name="DiscountCents">What they took off, as far as tills said it.</param>
/// <param name="Points">What they gave in points.</param>
public sealed record OfferRow(long Id, string Name, string? Code, long? CampaignId, string Campaign, CouponKind Kind, int Value, IReadOnlyDictionary<string, int> ValueByTier, int MinimumCents, string Product, string Category,
    CouponCombines Combines, DateOnly? StartOn, DateOnly? EndOn, int? MostUses, int? MostPerMember, OfferState State, int Made, int Uses, long DiscountCents, long Points, string Author, int Version);

/// <summary>All offers, the newest first: codes for everybody, and what campaigns hand out.</summary>
public sealed class ListOffers(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<IReadOnlyList<OfferRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return new Outcome<IReadOnlyList<OfferRow>>(OutcomeKind.Done, await ReadAsync(db, null, (await organisation.CurrentAsync(ct)).Today(clock), ct), [], "", "");
    }

    /// <param name="only">One offer; null for all.</param>
    internal static async Task<List<OfferRow>> ReadAsync(StudioDb db, long? only, DateOnly today, CancellationToken ct)
    {
        var offers = await db.Set<Offer>().Where(o => only == null || o.Id == only).OrderByDescending(o => o.Id).ToListAsync(ct);
        var campaigns = await db.Set<Campaign>().Where(c => offers.Select(o => o.CampaignId).Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        var shared = await db.Set<Redemption>().Where(r => r.CodeKind == CouponReceipt.OfferKindName && r.ReversedAt == null && (only == null || r.CodeId == only)).GroupBy(r => r.CodeId)
            .Select(g => new Tally(g.Key, g.Count(), g.Sum(r => r.AmountCents), g.Sum(r => (long)r.Value))).ToDictionaryAsync(t => t.Id, ct);
        var single = await db.Set<Redemption>().Where(r => r.CodeKind == CouponReceipt.CouponKindName && r.ReversedAt == null)
            .Join(db.Set<Coupon>().Where(c => c.OfferId != null && (only == null || c.OfferId == only)), r => r.CodeId, c => c.Id, (r, c) => new { c.OfferId, r.AmountCents, r.Value }).GroupBy(x => x.OfferId!.Value)
            .Select(g => new Tally(g.Key, g.Count(), g.Sum(r => r.AmountCents), g.Sum(r => (long)r.Value))).ToDictionaryAsync(t => t.Id, ct);
        var made = await db.Set<Coupon>().Where(c => c.OfferId != null && (only == null || c.OfferId == only)).GroupBy(c => c.OfferId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return offers.ConvertAll(o =>
        {
            var used = shared.GetValueOrDefault(o.Id) ?? single.GetValueOrDefault(o.Id) ?? new Tally(o.Id, 0, 0, 0);
            return new OfferRow(o.Id, o.Name, o.SharedCode, o.CampaignId, o.CampaignId is { } campaign ? campaigns.GetValueOrDefault(campaign, "") : "", o.Kind, o.Value, JsonSerializer.Deserialize<Dictionary<string, int>>(o.ValueByTier)!, o.MinimumCents,
                o.Product, o.Category, o.Combines, o.StartOn, o.EndOn, o.MostUses, o.MostPerMember, StateOf(o, today), made.GetValueOrDefault(o.Id), used.Uses, used.Cents, o.Kind == CouponKind.Points ? used.Points : 0, o.Author, o.Version);
        });
    }

    internal static OfferState StateOf(Offer offer, DateOnly today) => offer switch
    {
        { Archived: true } => OfferState.Retired,
        { SharedCode: null } => OfferState.Given,
        { EndOn: { } end } when end < today => OfferState.Over,
        { StartOn: { } start } when start > today => OfferState.Planned,
        { MostUses: { } most } when offer.Uses >= most => OfferState.UsedUp,
        _ => OfferState.Open,
    };

    private sealed record Tally(long Id, int Uses, long Cents, long Points);
}

/// <param name="Tiers">Of the programme that is live; empty without one.</param>
public sealed record OfferChoices(IReadOnlyList<TierChoice> Tiers, IReadOnlyList<string> Categories, DateOnly Today);

/// <summary>What the form of an offer lets one choose from.</summary>
public sealed class ShowOfferChoices(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int Most = 500;

    public async Task<Outcome<OfferChoices>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On(today);
        var categories = await db.Set<Product>().Where(p => p.Category != "").Select(p => p.Category).Distinct().OrderBy(c => c).Take(Most).ToListAsync(ct);
        return new OfferChoices(live is null ? [] : [.. live.Content.Tiers.Select(t => new TierChoice(t.Code, t.Name(StudioLanguages.Current)))], categories, today);
    }
}
