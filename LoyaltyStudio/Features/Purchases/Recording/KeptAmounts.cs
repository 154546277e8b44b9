using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>What of a purchase may earn points, and what is left of it.</summary>
public static class KeptAmounts
{
    /// <summary>Goods less discounts and the part paid by cheque; delivery, gift cards and fees do not count.</summary>
    internal static long Eligible(PurchaseDraft draft) =>
        Math.Max(0, draft.Lines.Where(l => l.Kind is LineKind.Goods or LineKind.Discount).Sum(l => l.AmountCents) - draft.PaidByChequeCents);

    /// <summary>The part of the eligible amount that the kept goods have in all goods; discounts and cheques lie over all of them alike.</summary>
    public static long Kept(long eligibleCents, IEnumerable<PurchaseLine> lines) => Kept(eligibleCents, lines, l => l.ReturnedQuantity);

    /// <param name="returned">The units of a line that came back, for counting at another moment than the rows tell.</param>
    public static long Kept(long eligibleCents, IEnumerable<PurchaseLine> lines, Func<PurchaseLine, int> returned)
    {
        long goods = 0, kept = 0;
        foreach (var line in lines.Where(l => l.Kind == LineKind.Goods))
        {
            goods += line.AmountCents;
            kept += Rounding.Share(line.AmountCents, line.Quantity - returned(line), line.Quantity);
        }

        return goods <= 0 ? 0 : (long)((Int128)kept * eligibleCents / goods);
    }

    /// <summary>Brings the kept amount of purchases in step with the units that came back, after these were written.</summary>
    internal static async Task UpdateAsync(StudioDb db, IReadOnlyList<Purchase> purchases, CancellationToken ct)
    {
        if (purchases.Count == 0)
        {
            return;
        }

        var ids = purchases.Select(p => p.Id).ToArray();
        var lines = (await db.Set<PurchaseLine>().AsNoTracking().Where(l => ids.Contains(l.PurchaseId)).ToListAsync(ct)).ToLookup(l => l.PurchaseId);
        foreach (var purchase in purchases)
        {
            purchase.KeptCents = Kept(purchase.EligibleCents, lines[purchase.Id]);
        }

        await db.BulkUpdateAsync(purchases.ToList(), [nameof(Purchase.KeptCents)], []);
    }
}
