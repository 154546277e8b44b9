using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Budget;

/// <summary>Counts what members bought in a month and how much of it at a discount: a discount line on the receipt, a coupon or a code for everybody used that day, or a part paid by cheque. The last two months anew, older ones once.</summary>
public sealed class CountDiscounts(StudioData data)
{
    internal const int MonthsBack = 24;

    /// <param name="asOf">The first day that is not counted.</param>
    /// <returns>How many months were counted.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var current = new DateOnly(asOf.AddDays(-1).Year, asOf.AddDays(-1).Month, 1);
        List<DateOnly> known;
        DateOnly? first;
        await using (var db = data.Read())
        {
            known = await db.Set<DiscountMonth>().Select(d => d.Month).ToListAsync(ct);
            first = await db.Set<Purchases.Model.Purchase>().MinAsync(p => (DateOnly?)p.BusinessDate, ct);
        }

        var months = Enumerable.Range(0, MonthsBack).Select(i => current.AddMonths(-i)).Where((m, i) => first is { } f && m.AddMonths(1) > f && (i < 2 || !known.Contains(m))).ToList();
        foreach (var month in months)
        {
            ct.ThrowIfCancellationRequested();
            await using var read = data.Read();
            var row = await ReadAsync(read, month, asOf, ct);
            await data.WriteAsync(async db =>
            {
                await db.Set<DiscountMonth>().Where(d => d.Month == month).ExecuteDeleteAsync(ct);
                await db.BulkInsertAsync([row]);
            }, ct, Lane.Job);
        }

        return months.Count;
    }

    private static async Task<DiscountMonth> ReadAsync(StudioDb db, DateOnly month, DateOnly asOf, CancellationToken ct)
    {
        var end = month.AddMonths(1) < asOf ? month.AddMonths(1) : asOf;
        using var rows = await db.BulkReadAsync($"""
            SELECT CAST(coalesce(sum(CASE WHEN member_id IS NOT NULL THEN total_cents ELSE 0 END), 0) AS bigint),
                CAST(coalesce(sum(CASE WHEN member_id IS NOT NULL AND (off > 0 OR paid_by_cheque_cents > 0 OR used IS NOT NULL) THEN total_cents ELSE 0 END), 0) AS bigint), CAST(coalesce(sum(off), 0) AS bigint)
            FROM (SELECT p.member_id, p.total_cents, p.paid_by_cheque_cents, r.member_id AS used,
                coalesce((SELECT -sum(l.amount_cents) FROM purchase_line l WHERE l.purchase_id = p.id AND l.kind = 'Discount'), 0) AS off
                FROM purchase p LEFT JOIN (SELECT DISTINCT member_id, business_date FROM redemption WHERE code_kind IN ('coupon', 'offer') AND reversed_at IS NULL
                    AND business_date >= {BuyerStream.Literal(month)} AND business_date < {BuyerStream.Literal(end)}) r ON r.member_id = p.member_id AND r.business_date = p.business_date
                WHERE p.kind = 'Purchase' AND p.business_date >= {BuyerStream.Literal(month)} AND p.business_date < {BuyerStream.Literal(end)}) x
            """, ct);
        rows.Read();
        return new DiscountMonth { Month = month, RevenueCents = rows.Number(0), DiscountedCents = rows.Number(1), DiscountCents = rows.Number(2) };
    }
}
