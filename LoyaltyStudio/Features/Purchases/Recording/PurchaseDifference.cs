using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>Names the fields in which a purchase that came again differs from the one that is recorded.</summary>
internal static class PurchaseDifference
{
    internal static async Task<string> DescribeAsync(StudioDb db, long purchaseId, PurchaseDraft draft, CancellationToken ct)
    {
        var known = await db.Set<Purchase>().AsNoTracking().FirstAsync(p => p.Id == purchaseId, ct);
        var lines = await db.Set<PurchaseLine>().AsNoTracking().Where(l => l.PurchaseId == purchaseId).OrderBy(l => l.LineNo).ToListAsync(ct);
        List<string> differs = [];
        Note(known.Kind != draft.Kind, "kind");
        Note(known.MemberId != draft.MemberId, "member");
        Note(known.StoreId != draft.StoreId, "store");
        Note(known.Channel != draft.Channel, "channel");
        Note(known.OccurredAt != draft.OccurredAt, "occurred_at");
        Note(known.PaidByChequeCents != draft.PaidByChequeCents, "paid_by_cheque_cents");
        Note(lines.Count != draft.Lines.Count, "number of lines");
        for (var i = 0; i < Math.Min(lines.Count, draft.Lines.Count); i++)
        {
            Note(lines[i].ProductId != draft.Lines[i].ProductId, $"lines[{i}].sku");
            Note(lines[i].Kind != draft.Lines[i].Kind, $"lines[{i}].kind");
            Note(lines[i].Quantity != draft.Lines[i].Quantity, $"lines[{i}].quantity");
            Note(lines[i].AmountCents != draft.Lines[i].AmountCents, $"lines[{i}].amount_cents");
        }

        return differs.Count == 0 ? "the returned lines" : string.Join(", ", differs);

        void Note(bool different, string name)
        {
            if (different)
            {
                differs.Add(name);
            }
        }
    }
}
