using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Cheques at the till: looked up, reserved, used whole or in parts. One guarded update decides, so that of many tills at once exactly one wins (promise 4). A
/// reservation whose time is over counts as free there.
/// </summary>
internal sealed class ChequeCodes(ChequeReversals reversals) : ICodeKind
{
    internal const string Kind = "cheque";

    public string Name => Kind;

    public async Task<Outcome<FoundCode>?> LookUpAsync(StudioDb db, TypedCode code, TillMoment at, CancellationToken ct)
    {
        if (code.Word.Length > 0)
        {
            return null;
        }

        if (await ChequeFinder.FindAsync(db, code.Hash, ct) is { } cheque)
        {
            var state = ChequeFinder.StateOf(cheque, at);
            return new FoundCode(Kind, cheque.MemberId, state, cheque.FaceCents, null, state == "expired" ? 0 : cheque.OpenCents, cheque.ValidUntil);
        }

        return await db.Set<OldChequeCode>().AnyAsync(o => o.CodeHash == code.Hash, ct) ? ChequeFinder.Replaced() : (Outcome<FoundCode>?)null;
    }

    public async Task<Outcome<ReservedCode>?> ReserveAsync(StudioDb db, TypedCode code, ReserveRequest request, TillMoment at, CancellationToken ct) => code.Word.Length > 0 ? null
        : await ChequeFinder.HoldAsync(db, code.Hash, ct) is { } cheque ? await ChequeReservations.ReserveAsync(db, cheque, request, at, ct)
            : await ChequeFinder.OfOldCodeAsync(db, code.Hash, ct) is null ? (Outcome<ReservedCode>?)null : ChequeFinder.Replaced();

    public async Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, TypedCode code, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (code.Word.Length > 0)
        {
            return null;
        }

        if (await ChequeFinder.HoldAsync(db, code.Hash, ct) is { } cheque)
        {
            return await UseAsync(db, cheque, await OwnReservationAsync(db, cheque, request.ReceiptId, at, ct), request, at, ct);
        }

        // The answer of a receipt stays the same for ever, also under a code that was replaced since.
        return await ChequeFinder.OfOldCodeAsync(db, code.Hash, ct) is not { } old ? null : await BeforeAsync(db, old, request, ct) ?? ChequeFinder.Replaced();
    }

    /// <summary>Uses what a reservation holds; the code is not needed for it.</summary>
    internal async Task<Outcome<RedeemedCode>> RedeemReservedAsync(StudioDb db, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (await ChequeReservations.HoldAsync(db, request.ReservationId!.Value, at, ct) is not var (cheque, reservation))
        {
            return ChequeReservations.Unknown();
        }

        if (reservation.ReceiptId != request.ReceiptId)
        {
            return Refuse.Conflict("receipt_differs", "This reservation is for another receipt.");
        }

        return await BeforeAsync(db, cheque, request, ct) ?? ChequeReservations.WhyOver(cheque, reservation, at) ?? await UseAsync(db, cheque, reservation, request, at, ct);
    }

    public Task<Outcome<ReversedRedemption>> ReverseAsync(StudioDb db, Redemption redemption, string reason, TillMoment at, CancellationToken ct) =>
        reversals.ReverseAsync(db, redemption, reason, at, ct);

    public async Task<IReadOnlyDictionary<long, CodeFace>> FacesAsync(StudioDb db, IReadOnlyCollection<long> ids, CancellationToken ct) =>
        await db.Set<Cheque>().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.LastFour }).ToDictionaryAsync(c => c.Id, c => new CodeFace(c.LastFour, null), ct);

    /// <summary>What holds the cheque for this receipt at this moment; null when nothing does.</summary>
    private static async Task<ChequeReservation?> OwnReservationAsync(StudioDb db, Cheque cheque, string receipt, TillMoment at, CancellationToken ct) => !ChequeFinder.IsHeld(cheque, at.Now) ? null
        : await db.Set<ChequeReservation>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == cheque.ReservationId && r.ReceiptId == receipt, ct);

    /// <param name="held">The reservation of this receipt, when it holds the cheque.</param>
    private static async Task<Outcome<RedeemedCode>> UseAsync(StudioDb db, Cheque cheque, ChequeReservation? held, RedeemRequest request, TillMoment at, CancellationToken ct)
    {
        if (await BeforeAsync(db, cheque, request, ct) is { } before)
        {
            return before;
        }

        var amount = request.AmountCents ?? held?.AmountCents ?? cheque.OpenCents;
        if (amount > held?.AmountCents)
        {
            return Refuse.Conflict("too_much", "Only {0} cents are reserved for this receipt.", held.AmountCents);
        }

        if (amount <= 0 || !await TakeAsync(db, cheque, held?.Id, amount, at, ct))
        {
            return ChequeFinder.WhyNot(cheque, amount, at);
        }

        var redemption = await RedemptionBook.AddAsync(db, at, Kind, cheque.Id, cheque.MemberId, request, amount, cheque.OpenCents - amount);
        await ChequeBook.WriteAsync(db, [ChequeBook.Redeemed(at.Actor, at.Now, at.Today, cheque, redemption)]);
        if (cheque.ReservationId is { } ended)
        {
            await ChequeReservations.EndAsync(db, ended, held is null ? ReservationState.Lapsed : ReservationState.Used, held is null ? cheque.ReservedUntil!.Value : at.Now, ct);
        }

        return Answer(redemption, cheque);
    }

    /// <summary>
    /// The guarded update, in plain SQL because every till waits for it. A cheque that is held may be used after its last day: it was the customer's when they came to the till.
    /// </summary>
    private static async Task<bool> TakeAsync(StudioDb db, Cheque cheque, long? held, long amount, TillMoment at, CancellationToken ct)
    {
        await using var take = db.Command("""
            UPDATE cheque SET redeemed_cents = redeemed_cents + @amount, reservation_id = NULL, reserved_until = NULL,
                state = CASE WHEN redeemed_cents + ended_cents + @amount = face_cents THEN 'Redeemed' ELSE 'PartlyRedeemed' END
            WHERE id = @id AND redeemed_cents + ended_cents + @amount <= face_cents
                AND ((state = 'Reserved' AND reservation_id = @held AND reserved_until > @now)
                    OR (valid_until >= @today AND (state IN ('Issued', 'PartlyRedeemed') OR (state = 'Reserved' AND reserved_until <= @now))))
            """).With("id", cheque.Id).With("amount", amount).With("held", held ?? 0).With("now", at.Now).With("today", at.Today);
        return await take.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>What this receipt was answered before; null when it never used this cheque.</summary>
    private static async Task<Outcome<RedeemedCode>?> BeforeAsync(StudioDb db, Cheque cheque, RedeemRequest request, CancellationToken ct) =>
        NeverUsed(cheque) || await RedemptionBook.FindAsync(db, Kind, cheque.Id, request.ReceiptId, ct) is not { } before ? null
            : before.ReversedAt is not null ? Refuse.Conflict("reversed", "The use of this cheque on receipt {0} was undone. Use it on another receipt.", request.ReceiptId)
            : request.AmountCents is null || request.AmountCents == before.AmountCents ? Answer(before, cheque)
            : Refuse.Conflict("receipt_differs", "This cheque was used on receipt {0} before, for another amount.", request.ReceiptId);

    /// <summary>Without anything redeemed or undone there is no redemption to look for.</summary>
    private static bool NeverUsed(Cheque cheque) => cheque is { RedeemedCents: 0, Reversals: 0 };

    private static RedeemedCode Answer(Redemption redemption, Cheque cheque) =>
        new(redemption.Id, Kind, cheque.MemberId, redemption.AmountCents, null, redemption.LeftCents, cheque.ValidUntil);
}
