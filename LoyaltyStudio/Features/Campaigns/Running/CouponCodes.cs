using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Coupons at the till: used once, on one receipt. Undone, a coupon is open again, one time.</summary>
internal sealed class CouponCodes : ICodeKind
{
    private const string Kind = "coupon";

    public string Name => Kind;

    public async Task<Outcome<FoundCode>?> LookUpAsync(StudioDb db, byte[] hash, TillMoment at, CancellationToken ct)
    {
        if (await FindAsync(db, hash, ct) is not { } coupon)
        {
            return null;
        }

        var state = coupon.State == CouponState.Redeemed ? "redeemed" : coupon.ValidUntil < at.Today ? "expired" : "issued";
        return new FoundCode(Kind, coupon.MemberId, state, CentsOf(coupon), PercentOf(coupon), state == "issued" ? CentsOf(coupon) : 0, coupon.ValidUntil);
    }

    public async Task<Outcome<ReservedCode>?> ReserveAsync(StudioDb db, byte[] hash, ReserveRequest request, TillMoment at, CancellationToken ct) =>
        await FindAsync(db, hash, ct) is null ? (Outcome<ReservedCode>?)null : Refuse.Conflict("not_reservable", "A coupon cannot be reserved. Use it when the customer pays.");

    public async Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, byte[] hash, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (await FindAsync(db, hash, ct) is not { } coupon)
        {
            return null;
        }

        if (await BeforeAsync(db, coupon, request, ct) is { } before)
        {
            return before;
        }

        var won = await db.Set<Coupon>().Where(c => c.Id == coupon.Id && c.State == CouponState.Open && c.ValidUntil >= at.Today)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Redeemed), ct);
        if (won == 0)
        {
            // Whoever was faster may have changed it since it was read, and may have been this very receipt.
            coupon = (await FindAsync(db, hash, ct))!;
            return await BeforeAsync(db, coupon, request, ct) ?? (coupon.State == CouponState.Redeemed
                ? Refuse.Conflict("already_redeemed", "This coupon has been used already.")
                : Refuse.Conflict("expired", "This coupon was valid until {0}.", coupon.ValidUntil));
        }

        return Answer((await RedemptionBook.AddAsync(db, at, Kind, coupon.Id, coupon.MemberId, request, CentsOf(coupon), 0)).Id, coupon);
    }

    public async Task<Outcome<ReversedRedemption>> ReverseAsync(StudioDb db, Redemption redemption, string reason, TillMoment at, CancellationToken ct)
    {
        var coupon = await HoldAsync(db, redemption.CodeId, ct);
        redemption = await db.Set<Redemption>().AsNoTracking().FirstAsync(r => r.Id == redemption.Id, ct);
        if (redemption.ReversedAt is null)
        {
            if (await db.Set<Redemption>().AnyAsync(r => r.CodeKind == Kind && r.CodeId == coupon.Id && r.ReversedAt != null, ct))
            {
                return Refuse.Conflict("too_many_reversals", "The use of this coupon was undone before. It cannot be undone again.");
            }

            if (!await RedemptionBook.UndoAsync(db, redemption, reason, at, ct)
                || await db.Set<Coupon>().Where(c => c.Id == coupon.Id && c.State == CouponState.Redeemed).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Open), ct) != 1)
            {
                throw new InvalidOperationException($"Redemption {redemption.Id} does not fit coupon {coupon.Id}.");
            }
        }

        return new ReversedRedemption(redemption.Id, Kind, coupon.MemberId, CentsOf(coupon), PercentOf(coupon), CentsOf(coupon), coupon.ValidUntil, null);
    }

    public async Task<IReadOnlyDictionary<long, CodeFace>> FacesAsync(StudioDb db, IReadOnlyCollection<long> ids, CancellationToken ct) =>
        await db.Set<Coupon>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => new CodeFace(c.LastFour, PercentOf(c)), ct);

    private static Task<Coupon?> FindAsync(StudioDb db, byte[] hash, CancellationToken ct) => db.Set<Coupon>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == hash, ct);

    /// <summary>Held for the rest of the transaction, so that of two reversals at once the second sees the first.</summary>
    private static async Task<Coupon> HoldAsync(StudioDb db, long id, CancellationToken ct) => db.IsSqlite ? await db.Set<Coupon>().AsNoTracking().FirstAsync(c => c.Id == id, ct)
        : (await db.Set<Coupon>().FromSql($"SELECT * FROM coupon WHERE id = {id} FOR UPDATE").AsNoTracking().ToListAsync(ct))[0];

    /// <summary>What this receipt was answered before; null when it did not use this coupon yet.</summary>
    private static async Task<Outcome<RedeemedCode>?> BeforeAsync(StudioDb db, Coupon coupon, RedeemRequest request, CancellationToken ct) =>
        await RedemptionBook.FindAsync(db, Kind, coupon.Id, request.ReceiptId, ct) switch
        {
            null => null,
            { ReversedAt: not null } => Refuse.Conflict("reversed", "The use of this coupon on receipt {0} was undone. Use it on another receipt.", request.ReceiptId),
            var before => Answer(before.Id, coupon),
        };

    private static RedeemedCode Answer(long redemption, Coupon coupon) => new(redemption, Kind, coupon.MemberId, CentsOf(coupon), PercentOf(coupon), 0, coupon.ValidUntil);

    private static int CentsOf(Coupon coupon) => coupon.Kind == CouponKind.Amount ? coupon.Value : 0;

    private static int? PercentOf(Coupon coupon) => coupon.Kind == CouponKind.Percent ? coupon.Value : null;
}
