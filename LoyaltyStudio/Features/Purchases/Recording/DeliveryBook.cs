using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>Notes on which day purchases were delivered, once each, and tells the reactions. Runs inside a transaction of the caller.</summary>
internal static class DeliveryBook
{
    /// <param name="days">Purchase id → day; a day before the purchase counts as its day. What is known already stays.</param>
    internal static async Task SetAsync(StudioDbScope scope, IReadOnlyDictionary<long, DateOnly> days, IEnumerable<IPurchaseReaction> reactions, CancellationToken ct)
    {
        var ids = days.Keys.ToArray();
        var purchases = await scope.Db.Set<Purchase>().AsNoTracking().Where(p => ids.Contains(p.Id) && p.DeliveredOn == null && p.Kind == PurchaseKind.Purchase).ToListAsync(ct);
        if (purchases.Count == 0)
        {
            return;
        }

        await scope.Db.LockMembersAsync(purchases.Where(p => p.MemberId is not null).Select(p => p.MemberId!.Value));
        foreach (var purchase in purchases)
        {
            purchase.DeliveredOn = days[purchase.Id] < purchase.BusinessDate ? purchase.BusinessDate : days[purchase.Id];
        }

        await scope.Db.BulkUpdateAsync(purchases, [nameof(Purchase.DeliveredOn)], []);
        foreach (var reaction in reactions)
        {
            await reaction.DeliveredAsync(scope, purchases, ct);
        }
    }
}
