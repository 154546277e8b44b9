using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>
/// Codes that everybody may use at the till, such as ZOMER10. One guarded update counts the uses, so that of many tills at once exactly as many win as the limit allows; the same row holds the others back while the
/// limit per member is looked at. A use that is undone is free again.
/// </summary>
internal sealed class SharedCodes : ICodeKind
{
    private const string Kind = CouponReceipt.CouponKindName;

    public string Name => CouponReceipt.OfferKindName;

    public async Task<Outcome<FoundCode>?> LookUpAsync(StudioDb db, TypedCode code, TillMoment at, CancellationToken ct)
    {
        if (await FindAsync(db, code, ct) is not { } offer)
        {
            return null;
        }

        var state = offer.Archived ? "revoked" : offer.EndOn < at.Today ? "expired" : offer.StartOn > at.Today ? "not_yet_valid" : offer.Uses >= offer.MostUses ? "redeemed" : "issued";
        var cents = offer.Kind == CouponKind.Amount ? offer.Value : 0;
        return new FoundCode(Kind, 0, state, cents, offer.Kind == CouponKind.Percent ? offer.Value : null, state == "issued" ? cents : 0, UntilOf(offer)) { Benefit = Slug(offer.Kind), Value = offer.Value, Word = offer.SharedCode! };
    }

    public async Task<Outcome<ReservedCode>?> ReserveAsync(StudioDb db, TypedCode code, ReserveRequest request, TillMoment at, CancellationToken ct) =>
        await FindAsync(db, code, ct) is null ? (Outcome<ReservedCode>?)null : Refuse.Conflict("not_reservable", "A coupon cannot be reserved. Use it when the customer pays.");

    public async Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, TypedCode code, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (await HoldAsync(db, code, ct) is not { } offer)
        {
            return null;
        }

        if (await BeforeAsync(db, offer, request, ct) is { } before)
        {
            return before;
        }

        var member = await CouponReceipt.MemberAsync(db, request, ct);
        if (!member.IsDone)
        {
            return member.As<RedeemedCode>();
        }

        if (member.Value == 0 && (offer.MostPerMember is not null || offer.Kind == CouponKind.Points))
        {
            return Refuse.Conflict("member_required", "This code is only for members. Scan the card first.");
        }

        return await WinAsync(db, offer, at, ct) ? await UseAsync(db, offer, member.Value, request, at, ct) : WhyNot(offer, at);
    }

    public async Task<Outcome<ReversedRedemption>> ReverseAsync(StudioDb db, Redemption redemption, string reason, TillMoment at, CancellationToken ct)
    {
        await using var hold = db.Command("UPDATE offer SET uses = uses WHERE id = @id").With("id", redemption.CodeId);
        await hold.ExecuteNonQueryAsync(ct);
        var offer = await db.Set<Offer>().AsNoTracking().FirstAsync(o => o.Id == redemption.CodeId, ct);
        if (await RedemptionBook.UndoAsync(db, redemption, reason, at, ct))
        {
            await using var free = db.Command("UPDATE offer SET uses = uses - 1 WHERE id = @id AND uses > 0").With("id", offer.Id);
            await free.ExecuteNonQueryAsync(ct);
            if (offer.Kind == CouponKind.Points && redemption.Value > 0)
            {
                await CouponReceipt.TakePointsAsync(db, redemption, at, ct);
            }
        }

        return new ReversedRedemption(redemption.Id, Kind, redemption.MemberId, redemption.AmountCents, offer.Kind == CouponKind.Percent ? redemption.Value : null, 0, UntilOf(offer), null);
    }

    public async Task<IReadOnlyDictionary<long, CodeFace>> FacesAsync(StudioDb db, IReadOnlyCollection<long> ids, CancellationToken ct) => ids.Count == 0 ? new Dictionary<long, CodeFace>()
        : await db.Set<Offer>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => new CodeFace(o.SharedCode ?? "", o.Kind == CouponKind.Percent ? o.Value : null) { Benefit = Slug(o.Kind), Value = o.Value, Whole = true }, ct);

    internal static string Slug(CouponKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What the code is worth to a member: tiers may have a value of their own. Nobody we know has the general one.</summary>
    internal static async Task<int> ValueOfAsync(StudioDb db, Offer offer, long member, DateOnly today, CancellationToken ct)
    {
        if (member == 0 || JsonSerializer.Deserialize<Dictionary<string, int>>(offer.ValueByTier) is not { Count: > 0 } byTier)
        {
            return offer.Value;
        }

        var tier = await db.Set<MemberTier>().Where(t => t.MemberId == member).Select(t => t.Tier).FirstOrDefaultAsync(ct) ?? (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.TierOf(null).Code;
        return tier is not null && byTier.TryGetValue(tier, out var own) ? own : offer.Value;
    }

    internal static Task<Offer?> FindAsync(StudioDb db, TypedCode code, CancellationToken ct) => code.Word.Length == 0 ? Task.FromResult<Offer?>(null) : db.Set<Offer>().AsNoTracking().FirstOrDefaultAsync(o => o.SharedCode == code.Word, ct);

    /// <summary>The same, held for the rest of the transaction, so that what was read stays true. SQLite has one writer and needs no lock.</summary>
    private static async Task<Offer?> HoldAsync(StudioDb db, TypedCode code, CancellationToken ct) => db.IsSqlite || code.Word.Length == 0 ? await FindAsync(db, code, ct)
        : (await db.Set<Offer>().FromSql($"SELECT * FROM offer WHERE shared_code = {code.Word} FOR UPDATE").AsNoTracking().ToListAsync(ct)).FirstOrDefault();

    internal static DateOnly UntilOf(Offer offer) => offer.EndOn ?? new DateOnly(9999, 12, 31);

    internal static Refusal WhyNot(Offer offer, TillMoment at) => offer switch
    {
        { Archived: true } => Refuse.Conflict("revoked", "This code was withdrawn."),
        { EndOn: { } end } when end < at.Today => Refuse.Conflict("expired", "This coupon was valid until {0}.", end),
        { StartOn: { } start } when start > at.Today => Refuse.Conflict("not_yet_valid", "This code holds from {0}.", start),
        _ => Refuse.Conflict("used_up", "This code has been used as often as it may."),
    };

    private async Task<Outcome<RedeemedCode>> UseAsync(StudioDb db, Offer offer, long member, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (offer.MostPerMember is { } most && await db.Set<Redemption>().CountAsync(r => r.MemberId == member && r.CodeId == offer.Id && r.CodeKind == CouponReceipt.OfferKindName && r.ReversedAt == null, ct) >= most)
        {
            return Refuse.Conflict("used_up_member", "This member has used this code as often as they may.");
        }

        var value = await ValueOfAsync(db, offer, member, at.Today, ct);
        var take = await CouponReceipt.TakeAsync(db, CouponRule.Of($"offer {offer.Id}", offer.Kind, value, offer), request, ct);
        if (take is not { IsDone: true, Value: { } taken })
        {
            return take.As<RedeemedCode>();
        }

        var redemption = await RedemptionBook.AddAsync(db, at, Name, offer.Id, member, request, taken.Cents, 0, value, taken.NotChecked);
        return offer.Kind == CouponKind.Points && await CouponReceipt.GivePointsAsync(db, redemption, at, ct) is { } refusal ? refusal : Answer(redemption, offer);
    }

    private static async Task<bool> WinAsync(StudioDb db, Offer offer, TillMoment at, CancellationToken ct)
    {
        await using var win = db.Command("""
            UPDATE offer SET uses = uses + 1
            WHERE id = @id AND NOT archived AND (most_uses IS NULL OR uses < most_uses) AND (start_on IS NULL OR start_on <= @today) AND (end_on IS NULL OR end_on >= @today)
            """).With("id", offer.Id).With("today", at.Today);
        return await win.ExecuteNonQueryAsync(ct) == 1;
    }

    private static async Task<Outcome<RedeemedCode>?> BeforeAsync(StudioDb db, Offer offer, RedeemRequest request, CancellationToken ct) =>
        await RedemptionBook.FindAsync(db, CouponReceipt.OfferKindName, offer.Id, request.ReceiptId, ct) switch
        {
            null => null,
            { ReversedAt: not null } => Refuse.Conflict("reversed", "The use of this coupon on receipt {0} was undone. Use it on another receipt.", request.ReceiptId),
            var before when request.AmountCents is { } asked && asked != before.AmountCents => Refuse.Conflict("receipt_differs", "This coupon was used on receipt {0} before, for another amount.", request.ReceiptId),
            var before => Answer(before, offer),
        };

    private static RedeemedCode Answer(Redemption r, Offer offer) => new(r.Id, Kind, r.MemberId, r.AmountCents, offer.Kind == CouponKind.Percent ? r.Value : null, 0, UntilOf(offer))
    {
        Benefit = Slug(offer.Kind), Points = offer.Kind == CouponKind.Points ? r.Value : 0, NotChecked = r.NotChecked,
    };
}
