using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Cheques that are held for a receipt while the customer checks out. A cheque is held whole; the amount limits what the receipt may use of it. States only
/// forward: Open → Used, Released or Lapsed; at most one open per cheque.
/// </summary>
internal static class ChequeReservations
{
    /// <param name="cheque">Held by this transaction.</param>
    internal static async Task<Outcome<ReservedCode>> ReserveAsync(StudioDb db, Cheque cheque, ReserveRequest request, TillMoment at, CancellationToken ct)
    {
        if (await BeforeAsync(db, cheque, request, at, ct) is { } before)
        {
            return before;
        }

        var amount = request.AmountCents ?? cheque.OpenCents;
        if (amount <= 0)
        {
            return ChequeFinder.WhyNot(cheque, amount, at);
        }

        // Whole seconds, so that both databases give back what was answered.
        var until = new DateTime(at.Now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddMinutes(request.Minutes);
        var reservation = new ChequeReservation
        {
            ChequeId = cheque.Id, MemberId = cheque.MemberId, ReceiptId = request.ReceiptId, AmountCents = amount, StoreId = request.StoreId, State = ReservationState.Open, Actor = at.Actor.Stamp,
            At = at.Now, Until = until,
        };
        db.Add(reservation);
        await db.SaveChangesAsync(ct);
        if (!await TakeAsync(db, cheque, reservation, at, ct))
        {
            return ChequeFinder.WhyNot(cheque, amount, at);
        }

        if (cheque.ReservationId is { } lapsed)
        {
            await EndAsync(db, lapsed, ReservationState.Lapsed, cheque.ReservedUntil!.Value, ct);
        }

        db.Audit(at.Actor, "cheque.reserved", $"cheque_reservation {reservation.Id}", $"{amount} cents for receipt {request.ReceiptId}");
        return Answer(reservation, cheque);
    }

    /// <summary>Frees a cheque before its time. Again gets the same answer; one whose time was over is told so.</summary>
    internal static async Task<Outcome<ReleasedReservation>> ReleaseAsync(StudioDb db, long id, TillMoment at, CancellationToken ct)
    {
        if (await HoldAsync(db, id, at, ct) is not var (cheque, reservation))
        {
            return Unknown();
        }

        if (reservation.State == ReservationState.Used)
        {
            return Refuse.Conflict("already_redeemed", "This cheque has been used on receipt {0} already.", reservation.ReceiptId);
        }

        if (reservation.State == ReservationState.Open)
        {
            var over = reservation.Until <= at.Now;
            reservation.State = over ? ReservationState.Lapsed : ReservationState.Released;
            await EndAsync(db, id, reservation.State, over ? reservation.Until : at.Now, ct);
            await db.Set<Cheque>().Where(c => c.Id == cheque.Id && c.ReservationId == id && c.State == ChequeState.Reserved).ExecuteUpdateAsync(s => s
                .SetProperty(c => c.State, ChequeFinder.FreeState(cheque.RedeemedCents)).SetProperty(c => c.ReservationId, (long?)null).SetProperty(c => c.ReservedUntil, (DateTime?)null), ct);
            db.Audit(at.Actor, "cheque.released", $"cheque_reservation {id}", $"receipt {reservation.ReceiptId}");
        }

        return new ReleasedReservation(id, reservation.State == ReservationState.Lapsed ? "lapsed" : "released", reservation.AmountCents);
    }

    /// <summary>A reservation that the actor may see and its cheque, both held for the rest of the transaction.</summary>
    internal static async Task<(Cheque Cheque, ChequeReservation Reservation)?> HoldAsync(StudioDb db, long id, TillMoment at, CancellationToken ct)
    {
        var reservations = db.Set<ChequeReservation>().AsNoTracking().Where(r => r.Id == id);
        if (await reservations.Select(r => new { r.ChequeId, r.StoreId }).FirstOrDefaultAsync(ct) is not { } found || !at.Actor.Sees(found.StoreId))
        {
            return null;
        }

        var cheque = await ChequeFinder.HoldAsync(db, found.ChequeId, ct);
        return (cheque, await reservations.FirstAsync(ct));
    }

    internal static Refusal Unknown() => Refuse.NotFound("reservation_unknown", "This reservation does not exist.");

    /// <summary>Why a reservation holds its cheque no longer; null while it does.</summary>
    internal static Outcome<RedeemedCode>? WhyOver(Cheque cheque, ChequeReservation reservation, TillMoment at) => reservation.State switch
    {
        ReservationState.Released => Refuse.Conflict("reservation_released", "This reservation was released."),
        ReservationState.Lapsed => Lapsed(),
        ReservationState.Open when reservation.Until <= at.Now || cheque.ReservationId != reservation.Id => Lapsed(),
        _ => (Outcome<RedeemedCode>?)null,
    };

    internal static Task EndAsync(StudioDb db, long id, ReservationState state, DateTime at, CancellationToken ct) =>
        db.Set<ChequeReservation>().Where(r => r.Id == id && r.State == ReservationState.Open)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, state).SetProperty(r => r.EndedAt, at), ct);

    private static Refusal Lapsed() => Refuse.Conflict("reservation_lapsed", "The time of this reservation is over.");

    /// <summary>The guarded update: free, or held by a reservation whose time is over.</summary>
    private static async Task<bool> TakeAsync(StudioDb db, Cheque cheque, ChequeReservation reservation, TillMoment at, CancellationToken ct) => await db.Set<Cheque>()
        .Where(c => c.Id == cheque.Id && c.ValidUntil >= at.Today && c.RedeemedCents + c.EndedCents + reservation.AmountCents <= c.FaceCents
            && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed || (c.State == ChequeState.Reserved && c.ReservedUntil <= at.Now)))
        .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ChequeState.Reserved).SetProperty(c => c.ReservationId, reservation.Id).SetProperty(c => c.ReservedUntil, reservation.Until), ct) == 1;

    /// <summary>What this receipt was answered before; null when it may reserve.</summary>
    private static async Task<Outcome<ReservedCode>?> BeforeAsync(StudioDb db, Cheque cheque, ReserveRequest request, TillMoment at, CancellationToken ct)
    {
        if (ChequeFinder.IsHeld(cheque, at.Now) && await db.Set<ChequeReservation>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == cheque.ReservationId && r.ReceiptId == request.ReceiptId, ct) is { } own)
        {
            return request.AmountCents is null || request.AmountCents == own.AmountCents ? Answer(own, cheque)
                : Refuse.Conflict("receipt_differs", "This cheque is reserved for receipt {0} already, for another amount.", request.ReceiptId);
        }

        return await RedemptionBook.FindAsync(db, ChequeCodes.Kind, cheque.Id, request.ReceiptId, ct) switch
        {
            null => (Outcome<ReservedCode>?)null,
            { ReversedAt: not null } => Refuse.Conflict("reversed", "The use of this cheque on receipt {0} was undone. Use it on another receipt.", request.ReceiptId),
            _ => Refuse.Conflict("already_redeemed", "This cheque has been used on receipt {0} already.", request.ReceiptId),
        };
    }

    private static ReservedCode Answer(ChequeReservation reservation, Cheque cheque) =>
        new(reservation.Id, ChequeCodes.Kind, cheque.MemberId, reservation.AmountCents, reservation.Until, cheque.ValidUntil);
}
