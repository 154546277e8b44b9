using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Writes and undoes the redemption that makes a code used; shared by all kinds.</summary>
public static class RedemptionBook
{
    public static async Task<Redemption> AddAsync(StudioDb db, TillMoment at, string kind, long codeId, long memberId, RedeemRequest request, long cents, long leftCents, int value = 0, string notChecked = "")
    {
        var redemption = new Redemption
        {
            Id = (await db.NextIdsAsync<Redemption>(1))[0], CodeKind = kind, CodeId = codeId, MemberId = memberId, ReceiptId = request.ReceiptId, AmountCents = cents, LeftCents = leftCents, StoreId = request.StoreId, Actor = at.Actor.Stamp,
            At = at.Now, BusinessDate = at.Today, Value = value, NotChecked = notChecked,
        };
        await db.BulkInsertAsync([redemption]);
        db.Audit(at.Actor, kind == ChequeCodes.Kind ? "cheque.redeemed" : "coupon.redeemed", $"redemption {redemption.Id}", $"{cents} cents on receipt {request.ReceiptId}");
        return redemption;
    }

    /// <summary>The use of a code on a receipt, whether it was undone or not; null when there is none.</summary>
    public static Task<Redemption?> FindAsync(StudioDb db, string kind, long codeId, string receipt, CancellationToken ct) =>
        db.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(r => r.CodeKind == kind && r.CodeId == codeId && r.ReceiptId == receipt, ct);

    /// <summary>Marks a redemption as undone.</summary>
    /// <returns>False when it was undone before.</returns>
    public static async Task<bool> UndoAsync(StudioDb db, Redemption redemption, string reason, TillMoment at, CancellationToken ct)
    {
        var undone = await db.Set<Redemption>().Where(r => r.Id == redemption.Id && r.ReversedAt == null).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.ReversedAt, at.Now).SetProperty(r => r.ReversedReason, reason).SetProperty(r => r.ReversedBy, at.Actor.Stamp), ct);
        if (undone == 1)
        {
            db.Audit(at.Actor, "redemption.reversed", $"redemption {redemption.Id}", $"{redemption.AmountCents} cents of receipt {redemption.ReceiptId}: {reason}");
        }

        return undone == 1;
    }
}
