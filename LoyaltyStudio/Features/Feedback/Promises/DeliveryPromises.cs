using System.Globalization;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Promises;

/// <summary>A purchase with a promised day of delivery is a promise; the report of the delivery says whether it was kept.</summary>
internal sealed class DeliveryPromises(PromiseBook book) : IPurchaseReaction
{
    public async Task RecordedAsync(StudioDbScope scope, IReadOnlyList<RecordedPurchase> purchases, CancellationToken ct)
    {
        var promises = purchases.Where(p => p.Purchase is { Kind: PurchaseKind.Purchase, PromisedOn: not null }).Select(p => new MemberPromise
        {
            Kind = PromiseKind.Delivery, Reference = ReferenceOf(p.Purchase), MemberId = p.Purchase.MemberId, StoreId = p.Purchase.StoreId, Channel = p.Purchase.Channel, PurchaseId = p.Purchase.Id,
            MadeOn = p.Purchase.BusinessDate, DueOn = p.Purchase.PromisedOn!.Value < p.Purchase.BusinessDate ? p.Purchase.BusinessDate : p.Purchase.PromisedOn.Value, DoneOn = p.Purchase.DeliveredOn,
        }).ToList();
        if (promises.Count > 0)
        {
            await book.AddAsync(scope.Db, promises, ct);
        }
    }

    public async Task DeliveredAsync(StudioDbScope scope, IReadOnlyList<Purchase> purchases, CancellationToken ct)
    {
        var delivered = purchases.Where(p => p is { PromisedOn: not null, DeliveredOn: not null }).ToDictionary(ReferenceOf, p => p.DeliveredOn!.Value);
        if (delivered.Count == 0)
        {
            return;
        }

        var references = delivered.Keys.ToArray();
        var promises = await scope.Db.Set<MemberPromise>().AsNoTracking().Where(p => p.Kind == PromiseKind.Delivery && references.Contains(p.Reference)).ToListAsync(ct);
        await book.DoneAsync(scope.Db, promises.ConvertAll(p => (p, delivered[p.Reference])), ct);
    }

    private static string ReferenceOf(Purchase purchase) => purchase.Id.ToString(CultureInfo.InvariantCulture);
}
