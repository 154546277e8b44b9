using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Book;

/// <summary>What is held against what.</summary>
public enum ReconciliationKind { Points, Issued, Runs, Redeemed, Reversed, Open }

/// <summary>Two sums of different tables that must be the same; points or cents.</summary>
public sealed record ReconciliationLine(ReconciliationKind Kind, long Book, long Other)
{
    public long Difference => Book - Other;
}

/// <summary>
/// Holds cheques against the points ledger, redemptions and runs, as of the end of a day: each pair comes from tables that are written apart. Runs and open cheques are
/// known as of now only, so they are held against each other when the day is today.
/// </summary>
internal static class Reconciliation
{
    internal static async Task<IReadOnlyList<ReconciliationLine>> ReadAsync(StudioDb db, BusinessCalendar calendar, DateOnly day, DateOnly today, CancellationToken ct)
    {
        var book = await db.Set<ChequeEntry>().Where(e => e.BusinessDate <= day).GroupBy(e => e.Kind).Select(g => new { g.Key, Cents = g.Sum(e => e.Cents) }).ToDictionaryAsync(g => g.Key, g => g.Cents, ct);
        var cheques = await db.Set<Cheque>().Where(c => c.IssuedOn <= day).GroupBy(c => 1).Select(g => new { Points = g.Sum(c => c.PointsUsed), Face = g.Sum(c => c.FaceCents) }).FirstOrDefaultAsync(ct);
        var debits = await db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Cheque && e.BusinessDate <= day).SumAsync(e => -e.Points, ct);
        var end = calendar.EndOf(day);
        var used = db.Set<Redemption>().Where(r => r.CodeKind == "cheque");
        List<ReconciliationLine> lines =
        [
            new(ReconciliationKind.Points, debits, cheques?.Points ?? 0),
            new(ReconciliationKind.Issued, book.GetValueOrDefault(ChequeEntryKind.Issued), cheques?.Face ?? 0),
            new(ReconciliationKind.Redeemed, -book.GetValueOrDefault(ChequeEntryKind.Redeemed), await used.Where(r => r.BusinessDate <= day).SumAsync(r => r.AmountCents, ct)),
            new(ReconciliationKind.Reversed, book.GetValueOrDefault(ChequeEntryKind.Reversed), await used.Where(r => r.ReversedAt <= end).SumAsync(r => r.AmountCents, ct)),
        ];
        if (day >= today)
        {
            lines.Insert(2, new(ReconciliationKind.Runs, cheques?.Face ?? 0, await db.Set<ChequeRun>().SumAsync(r => r.IssuedCents, ct)));
            lines.Add(new(ReconciliationKind.Open, book.Values.Sum(), await db.Set<Cheque>().SumAsync(c => c.FaceCents - c.RedeemedCents - c.EndedCents, ct)));
        }

        return lines;
    }
}
