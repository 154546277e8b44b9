using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

public sealed record RecordDeliveryRequest(string Source, string Id, DateOnly DeliveredOn);

/// <summary>Records on which day an order was delivered. The same day again is the same delivery; another day is refused.</summary>
public sealed class RecordDelivery(OrganisationBook organisation, IEnumerable<IPurchaseReaction> reactions, TimeProvider clock)
{
    /// <returns>The id of the purchase.</returns>
    public async Task<Outcome<long>> RunInAsync(StudioDb db, Actor actor, RecordDeliveryRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RecordPurchases))
        {
            return Refuse.Forbidden();
        }

        var purchase = await db.Set<Purchase>().AsNoTracking().FirstOrDefaultAsync(p => p.Source == request.Source && p.ExternalId == request.Id && p.Kind == PurchaseKind.Purchase, ct);
        if (purchase is null)
        {
            return Refuse.NotFound("purchase_unknown", "There is no purchase {0} of {1}.", request.Id, request.Source);
        }

        if (request.DeliveredOn < purchase.BusinessDate || request.DeliveredOn > (await organisation.CurrentAsync(ct)).Today(clock))
        {
            return Refuse.Invalid("delivered_on", "The day of delivery lies between the purchase and today.");
        }

        if (purchase.DeliveredOn is { } known && known != request.DeliveredOn)
        {
            return Refuse.Conflict("delivery_differs", "Purchase {0} of {1} is recorded already as delivered on {2}.", request.Id, request.Source, known.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        }

        await DeliveryBook.SetAsync(new StudioDbScope(db, actor, clock.GetUtcNow().UtcDateTime), new Dictionary<long, DateOnly> { [purchase.Id] = request.DeliveredOn }, reactions, ct);
        return purchase.Id;
    }
}
