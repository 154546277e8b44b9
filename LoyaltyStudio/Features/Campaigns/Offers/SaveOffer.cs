using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>A code that everybody may use, as the form holds it.</summary>
/// <param name="Id">0 for a new one.</param>
/// <param name="Value">Whole percents; cents; of Product cents off one piece, 0 for free; of Delivery 0; of Points a number of points.</param>
/// <param name="Version">The version that the form was filled from; 0 for a new one.</param>
public sealed record OfferDraft(long Id, string Name, string Code, CouponKind Kind, int Value, DateOnly? StartOn, DateOnly? EndOn, int Version = 0)
{
    public IReadOnlyDictionary<string, int> ValueByTier { get; init; } = new Dictionary<string, int>();
    public int MinimumCents { get; init; }
    public string Product { get; init; } = "";
    public string Category { get; init; } = "";
    public CouponCombines Combines { get; init; }
    public int? MostUses { get; init; }
    public int? MostPerMember { get; init; }
}

/// <summary>Makes or changes a code that everybody may use. What it gives stays as it is once somebody used it, so that every receipt keeps its meaning; dates and limits may change.</summary>
public sealed class SaveOffer(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, OfferDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var errors = OfferRules.Check(draft).ToList();
        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync(db => WriteAsync(db, actor, draft, ct), ct);
    }

    private async Task<Outcome<long>> WriteAsync(StudioDb db, Actor actor, OfferDraft draft, CancellationToken ct)
    {
        var code = TypedCode.WordOf(draft.Code)!;
        if (await db.Set<Offer>().AnyAsync(o => o.SharedCode == code && o.Id != draft.Id, ct))
        {
            return Refuse.Invalid("code", "Another offer has this code.");
        }

        if (draft.Id == 0)
        {
            var made = Fill(new Offer { Name = "", Author = actor.Name, CreatedAt = clock.GetUtcNow().UtcDateTime }, draft, code);
            db.Add(made);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "offer.added", $"offer {made.Id}", Say(made));
            return made.Id;
        }

        if (await db.Set<Offer>().AsTracking().FirstOrDefaultAsync(o => o.Id == draft.Id && o.SharedCode != null, ct) is not { } offer)
        {
            return Refuse.NotFound("offer_unknown", "This offer does not exist.");
        }

        if (offer.Version != draft.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        var used = await db.Set<Cheques.Model.Redemption>().AnyAsync(r => r.CodeKind == CouponReceipt.OfferKindName && r.CodeId == offer.Id, ct);
        var was = Gives(offer);
        Fill(offer, draft, code);
        if (used && was != Gives(offer))
        {
            return Refuse.Invalid("kind", "This code has been used. What it gives stays as it is; retire it and make another one.");
        }

        await db.SaveChangesAsync(ct);
        db.Audit(actor, "offer.changed", $"offer {offer.Id}", Say(offer));
        return offer.Id;
    }

    /// <summary>Everything but <see cref="Offer.Uses"/>, which only tills change.</summary>
    private static Offer Fill(Offer offer, OfferDraft draft, string code)
    {
        (offer.Name, offer.SharedCode, offer.Kind, offer.Value) = (draft.Name.Trim(), code, draft.Kind, draft.Kind == CouponKind.Delivery ? 0 : draft.Value);
        offer.ValueByTier = JsonSerializer.Serialize(new SortedDictionary<string, int>(draft.ValueByTier.ToDictionary(), StringComparer.Ordinal));
        (offer.MinimumCents, offer.Product, offer.Category, offer.Combines) = (draft.MinimumCents, draft.Product.Trim(), draft.Category.Trim(), draft.Combines);
        (offer.StartOn, offer.EndOn, offer.MostUses, offer.MostPerMember) = (draft.StartOn, draft.EndOn, draft.MostUses, draft.MostPerMember);
        return offer;
    }

    private static (string?, CouponKind, int, string, int, string, string) Gives(Offer o) => (o.SharedCode, o.Kind, o.Value, o.ValueByTier, o.MinimumCents, o.Product, o.Category);

    private static string Say(Offer o) => $"{o.SharedCode}, {o.Kind} {o.Value}, until {o.EndOn:yyyy-MM-dd}, at most {o.MostUses?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any number of"} uses";
}

/// <summary>Takes a code out of use, or puts it back. What it gave stays.</summary>
public sealed class RetireOffer(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long offerId, bool retired, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<Offer>().AsTracking().FirstOrDefaultAsync(o => o.Id == offerId && o.SharedCode != null, ct) is not { } offer)
            {
                return Refuse.NotFound("offer_unknown", "This offer does not exist.");
            }

            if (offer.Archived != retired)
            {
                offer.Archived = retired;
                await db.SaveChangesAsync(ct);
                db.Audit(actor, retired ? "offer.retired" : "offer.revived", $"offer {offer.Id}", offer.SharedCode!);
            }

            return default(Nothing);
        }, ct);
    }
}
