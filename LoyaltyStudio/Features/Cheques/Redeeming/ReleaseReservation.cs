using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <param name="State">released, or lapsed where its time was over before.</param>
public sealed record ReleasedReservation(long ReservationId, string State, long AmountCents);

/// <summary>Frees a cheque that was reserved, before its time is over. Again gets the same answer.</summary>
public sealed class ReleaseReservation(StudioData data, OrganisationBook organisation, CodeDesk desk)
{
    public async Task<Outcome<ReleasedReservation>> RunAsync(Actor actor, long reservationId, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => RunInAsync(db, actor, reservationId, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<ReleasedReservation>> RunInAsync(StudioDb db, Actor actor, long reservationId, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        return await ChequeReservations.ReleaseAsync(db, reservationId, await desk.NowAsync(actor, ct), ct);
    }
}
