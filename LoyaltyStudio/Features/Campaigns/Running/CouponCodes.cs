using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Coupons of one member at the till: used once, on one receipt. Undone, a coupon is open again, one time.</summary>
internal sealed class CouponCodes : ICodeKind
{
    private const string Kind = CouponReceipt.CouponKindName;

    public string Name => Kind;

    public async Task<Outcome<FoundCode>?> LookUpAsync(StudioDb db, TypedCode code, TillMoment at, CancellationToken ct)
    {
        if (await FindAsync(db, code, ct) is not { } coupon)
        {
            return null;
        }

        var state = coupon.State == CouponState.Redeemed ? "redeemed" : coupon.ValidUntil < at.Today ? "expired" : "issued";
        return new FoundCode(Kind, coupon.MemberId, state, CentsOf(coupon), PercentOf(coupon), state == "issued" ? CentsOf(coupon) : 0, coupon.ValidUntil) { Benefit = SharedCodes.Slug(coupon.Kind), Value = coupon.Value };
    }

    public async Task<Outcome<ReservedCode>?> ReserveAsync(StudioDb db, TypedCode code, ReserveRequest request, TillMoment at, CancellationToken ct) =>
        await FindAsync(db, code, ct) is null ? (Outcome<ReservedCode>?)null : Refuse.Conflict("not_reservable", "A coupon cannot be reserved. Use it when the customer pays.");

    public async Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, TypedCode code, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (await FindAsync(db, code, ct) is not { } coupon)
        {
            return null;
        }

        if (await BeforeAsync(db, coupon, request, ct) is { } before)
        {
            return before;
        }

        var member = await CouponReceipt.MemberAsync(db, request, ct);
        if (!member.IsDone || (member.Value != 0 && member.Value != coupon.MemberId))
        {
            return member.IsDone ? Refuse.Conflict("wrong_member", "This coupon belongs to somebody else.") : member.As<RedeemedCode>();
        }

        var won = await db.Set<Coupon>().Where(c => c.Id == coupon.Id && c.State == CouponState.Open && c.ValidUntil >= at.Today)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Redeemed), ct);
        if (won == 0)
        {
            // Whoever was faster may have changed it since it was read, and may have been this very receipt.
            coupon = (await FindAsync(db, code, ct))!;
            return await BeforeAsync(db, coupon, request, ct) ?? (coupon.State == CouponState.Redeemed
                ? Refuse.Conflict("already_redeemed", "This coupon has been used already.")
                : Refuse.Conflict("expired", "This coupon was valid until {0}.", coupon.ValidUntil));
        }

        return await UseAsync(db, coupon, request, at, ct);
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

            // Coupons of points that were used before points were booked have no value in their redemption.
            if (coupon.Kind == CouponKind.Points && redemption.Value > 0)
            {
                await CouponReceipt.TakePointsAsync(db, redemption, at, ct);
            }
        }

        return new ReversedRedemption(redemption.Id, Kind, coupon.MemberId, redemption.AmountCents, PercentOf(coupon), CentsOf(coupon), coupon.ValidUntil, null);
    }

    public async Task<IReadOnlyDictionary<long, CodeFace>> FacesAsync(StudioDb db, IReadOnlyCollection<long> ids, CancellationToken ct) => ids.Count == 0 ? new Dictionary<long, CodeFace>()
        : await db.Set<Coupon>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => new CodeFace(c.LastFour, PercentOf(c)) { Benefit = SharedCodes.Slug(c.Kind), Value = c.Value }, ct);

    /// <summary>A coupon that goes alone on its receipt keeps cheques away too. One look over the index of receipts.</summary>
    public async Task<Refusal?> ObjectsAsync(StudioDb db, RedeemRequest request, CancellationToken ct)
    {
        await ReceiptLock.HoldAsync(db, request.ReceiptId, ct);
        await using var alone = db.Command("""
            SELECT count(*) FROM redemption r LEFT JOIN coupon c ON r.code_kind = 'coupon' AND c.id = r.code_id
                JOIN offer o ON o.id = CASE WHEN r.code_kind = 'offer' THEN r.code_id ELSE c.offer_id END
            WHERE r.receipt_id = @receipt AND r.reversed_at IS NULL AND r.code_kind <> 'cheque' AND o.combines = 'Nothing' AND coalesce(r.store_id, 0) = @store
            """).With("receipt", request.ReceiptId).With("store", request.StoreId ?? 0);
        return Convert.ToInt64(await alone.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture) == 0 ? null
            : Refuse.Conflict("not_combinable", "A coupon that goes alone was used on receipt {0} already.", request.ReceiptId);
    }

    internal static Task<Coupon?> FindAsync(StudioDb db, TypedCode code, CancellationToken ct) =>
        code.Word.Length > 0 ? Task.FromResult<Coupon?>(null) : db.Set<Coupon>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == code.Hash, ct);

    /// <summary>What a coupon gives and asks.</summary>
    internal static async Task<CouponRule> RuleOfAsync(StudioDb db, Coupon coupon, CancellationToken ct) =>
        CouponRule.Of($"coupon {coupon.Id}", coupon.Kind, coupon.Value, coupon.OfferId is { } offer ? await db.Set<Offer>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == offer, ct) : null);

    /// <summary>After it was won: a refusal from here on undoes that.</summary>
    private static async Task<Outcome<RedeemedCode>> UseAsync(StudioDb db, Coupon coupon, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        var take = await CouponReceipt.TakeAsync(db, await RuleOfAsync(db, coupon, ct), request, ct);
        if (take is not { IsDone: true, Value: { } taken })
        {
            return take.As<RedeemedCode>();
        }

        var redemption = await RedemptionBook.AddAsync(db, at, Kind, coupon.Id, coupon.MemberId, request, taken.Cents, 0, coupon.Value, taken.NotChecked);
        return coupon.Kind == CouponKind.Points && await CouponReceipt.GivePointsAsync(db, redemption, at, ct) is { } refusal ? refusal : Answer(redemption, coupon);
    }

    /// <summary>Held for the rest of the transaction, so that of two reversals at once the second sees the first.</summary>
    private static async Task<Coupon> HoldAsync(StudioDb db, long id, CancellationToken ct) => db.IsSqlite ? await db.Set<Coupon>().AsNoTracking().FirstAsync(c => c.Id == id, ct)
        : (await db.Set<Coupon>().FromSql($"SELECT * FROM coupon WHERE id = {id} FOR UPDATE").AsNoTracking().ToListAsync(ct))[0];

    /// <summary>What this receipt was answered before; null when it did not use this coupon yet.</summary>
    private static async Task<Outcome<RedeemedCode>?> BeforeAsync(StudioDb db, Coupon coupon, RedeemRequest request, CancellationToken ct) =>
        await RedemptionBook.FindAsync(db, Kind, coupon.Id, request.ReceiptId, ct) switch
        {
            null => null,
            { ReversedAt: not null } => Refuse.Conflict("reversed", "The use of this coupon on receipt {0} was undone. Use it on another receipt.", request.ReceiptId),
            var before when request.AmountCents is { } asked && asked != before.AmountCents => Refuse.Conflict("receipt_differs", "This coupon was used on receipt {0} before, for another amount.", request.ReceiptId),
            var before => Answer(before, coupon),
        };

    private static RedeemedCode Answer(Redemption r, Coupon coupon) => new(r.Id, Kind, coupon.MemberId, r.AmountCents, PercentOf(coupon), 0, coupon.ValidUntil)
    {
        Benefit = SharedCodes.Slug(coupon.Kind), Points = coupon.Kind == CouponKind.Points ? r.Value : 0, NotChecked = r.NotChecked,
    };

    private static int CentsOf(Coupon coupon) => coupon.Kind == CouponKind.Amount ? coupon.Value : 0;

    private static int? PercentOf(Coupon coupon) => coupon.Kind == CouponKind.Percent ? coupon.Value : null;
}
