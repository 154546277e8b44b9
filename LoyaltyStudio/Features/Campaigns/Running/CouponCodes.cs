using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Redeems coupons: once, on one receipt.</summary>
internal sealed class CouponCodes : ICodeKind
{
    public async Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, Actor actor, byte[] hash, RedeemRequest request, DateOnly today, DateTime now, CancellationToken ct)
    {
        if (await FindAsync(db, hash, ct) is not { } coupon)
        {
            return null;
        }

        if (await BeforeAsync(db, coupon, request, ct) is { } before)
        {
            return before;
        }

        var won = await db.Set<Coupon>().Where(c => c.Id == coupon.Id && c.State == CouponState.Open && c.ValidUntil >= today)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Redeemed), ct);
        if (won == 0)
        {
            // Whoever was faster may have changed it since it was read, and may have been this very receipt.
            coupon = (await FindAsync(db, hash, ct))!;
            return await BeforeAsync(db, coupon, request, ct) is { } same ? same : coupon.State == CouponState.Redeemed
                ? Refuse.Conflict("already_redeemed", "This coupon has been used already.")
                : Refuse.Conflict("expired", "This coupon was valid until {0}.", coupon.ValidUntil);
        }

        var cents = coupon.Kind == CouponKind.Amount ? coupon.Value : 0;
        return Answer((await RedemptionBook.AddAsync(db, actor, "coupon", coupon.Id, coupon.MemberId, request, cents, 0, today, now, ct)).Id, coupon);
    }

    private static Task<Coupon?> FindAsync(StudioDb db, byte[] hash, CancellationToken ct) => db.Set<Coupon>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == hash, ct);

    /// <summary>What this receipt was answered before; null when it did not use this coupon yet.</summary>
    private static async Task<RedeemedCode?> BeforeAsync(StudioDb db, Coupon coupon, RedeemRequest request, CancellationToken ct) =>
        await db.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(r => r.CodeKind == "coupon" && r.CodeId == coupon.Id && r.ReceiptId == request.ReceiptId, ct) is { } before
            ? Answer(before.Id, coupon) : null;

    private static RedeemedCode Answer(long redemption, Coupon coupon) => new(redemption, "coupon", coupon.MemberId,
        coupon.Kind == CouponKind.Amount ? coupon.Value : 0, coupon.Kind == CouponKind.Percent ? coupon.Value : null, 0, coupon.ValidUntil);
}
