using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>A till uses a code on a receipt.</summary>
/// <param name="ReceiptId">The receipt; the same code on the same receipt is the same redemption.</param>
/// <param name="AmountCents">For a cheque: the part to use, null for all of it.</param>
public sealed record RedeemRequest(string Code, string ReceiptId, long? AmountCents, long? StoreId);

/// <param name="Kind">cheque or coupon.</param>
/// <param name="AmountCents">What comes off the receipt; 0 for a coupon in percents.</param>
/// <param name="Percent">For a coupon in percents.</param>
/// <param name="LeftCents">What can still be spent of a cheque.</param>
public sealed record RedeemedCode(long RedemptionId, string Kind, long MemberId, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil);

/// <summary>A kind of code that can be redeemed: cheques here, coupons in a feature above. Each finds its own code and takes it in one guarded statement.</summary>
public interface ICodeKind
{
    /// <summary>Null when the code is not of this kind.</summary>
    Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, Actor actor, byte[] hash, RedeemRequest request, DateOnly today, DateTime now, CancellationToken ct);
}

/// <summary>Writes the redemption that makes a code used; shared by all kinds.</summary>
public static class RedemptionBook
{
    public static async Task<Redemption> AddAsync(StudioDb db, Actor actor, string kind, long codeId, long memberId, RedeemRequest request, long cents, long leftCents, DateOnly today, DateTime now, CancellationToken ct)
    {
        var redemption = new Redemption
        {
            CodeKind = kind, CodeId = codeId, MemberId = memberId, ReceiptId = request.ReceiptId, AmountCents = cents, LeftCents = leftCents, StoreId = request.StoreId, Actor = actor.Stamp, At = now, BusinessDate = today,
        };
        db.Add(redemption);
        await db.SaveChangesAsync(ct);
        return redemption;
    }
}
