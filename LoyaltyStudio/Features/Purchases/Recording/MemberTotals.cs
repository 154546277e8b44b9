using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>Keeps the totals per member in step with what is recorded.</summary>
internal static class MemberTotals
{
    internal static async Task AddAsync(StudioDb db, IReadOnlyList<RecordedPurchase> recorded, CancellationToken ct)
    {
        var groups = recorded.Where(r => r.Purchase.MemberId is not null).GroupBy(r => r.Purchase.MemberId!.Value).ToList();
        var ids = groups.ConvertAll(g => g.Key);
        var known = await db.Set<MemberStat>().AsNoTracking().Where(s => ids.Contains(s.MemberId)).ToDictionaryAsync(s => s.MemberId, ct);
        var rows = groups.ConvertAll(g =>
        {
            var stat = known.GetValueOrDefault(g.Key) ?? new MemberStat { MemberId = g.Key };
            foreach (var purchase in g.Select(r => r.Purchase))
            {
                Count(stat, purchase);
            }

            return stat;
        });
        await db.BulkUpsertAsync(rows, [nameof(MemberStat.FirstPurchaseOn), nameof(MemberStat.LastPurchaseOn), nameof(MemberStat.PurchaseCount),
            nameof(MemberStat.ReturnCount), nameof(MemberStat.NetCents)], []);
    }

    internal static void Count(MemberStat stat, Purchase purchase)
    {
        stat.NetCents += purchase.TotalCents;
        if (purchase.Kind == PurchaseKind.Return)
        {
            stat.ReturnCount++;
            return;
        }

        stat.PurchaseCount++;
        stat.FirstPurchaseOn = stat.FirstPurchaseOn is { } first && first < purchase.BusinessDate ? first : purchase.BusinessDate;
        stat.LastPurchaseOn = stat.LastPurchaseOn is { } last && last > purchase.BusinessDate ? last : purchase.BusinessDate;
    }
}
