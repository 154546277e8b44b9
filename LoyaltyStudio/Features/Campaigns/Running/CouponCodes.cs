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
        if (await db.Set<Coupon>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == hash, ct) is not { } coupon)
        {
            return null;
        }

        if (await db.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(r => r.CodeKind == "coupon" && r.CodeId == coupon.Id && r.ReceiptId == request.ReceiptId, ct) is { } before)
        {
            return Answer(before.Id, coupon);
        }

        var won = await db.Set<Coupon>().Where(c => c.Id == coupon.Id && c.State == CouponState.Open && c.ValidUntil >= today)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Redeemed), ct);
        if (won == 0)
        {
            return coupon.State == CouponState.Redeemed
                ? Refuse.Conflict("already_redeemed", "This coupon has been used already.")
                : Refuse.Conflict("expired", "This coupon was valid until {0}.", coupon.ValidUntil);
        }

        var cents = coupon.Kind == CouponKind.Amount ? coupon.Value : 0;
        return Answer((await RedemptionBook.AddAsync(db, actor, "coupon", coupon.Id, coupon.MemberId, request, cents, today, now, ct)).Id, coupon);
    }

    private static RedeemedCode Answer(long redemption, Coupon coupon) => new(redemption, "coupon", coupon.MemberId,
        coupon.Kind == CouponKind.Amount ? coupon.Value : 0, coupon.Kind == CouponKind.Percent ? coupon.Value : null, 0, coupon.ValidUntil);
}
