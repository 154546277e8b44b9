using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Reissuing;

public sealed record RevokeChequeRequest(long MemberId, long ChequeId, string Reason);

/// <summary>Ends what is left of a cheque. Points do not come back by themselves; a correction gives them where that is fair.</summary>
public sealed class RevokeCheque(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <summary>Answers what ended, in cents.</summary>
    public async Task<Outcome<long>> RunAsync(Actor actor, RevokeChequeRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ApproveCheques))
        {
            return Refuse.Forbidden();
        }

        if (OpenCheque.ReasonProblem(request.Reason) is { } problem)
        {
            return problem;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var now = clock.GetUtcNow().UtcDateTime;
        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            var found = await OpenCheque.TakeAsync(db, actor, request.MemberId, request.ChequeId, today, now, ct);
            if (found is not { IsDone: true, Value: { } cheque })
            {
                return found.As<long>();
            }

            var cents = cheque.OpenCents;
            await db.Set<Cheque>().Where(c => c.Id == cheque.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, ChequeState.Revoked).SetProperty(c => c.EndedCents, cheque.EndedCents + cents)
                .SetProperty(c => c.ReservationId, (long?)null).SetProperty(c => c.ReservedUntil, (DateTime?)null), ct);
            await ChequeBook.WriteAsync(db, [ChequeBook.Ended(actor, now, today, cheque, ChequeEntryKind.Revoked, cents)]);
            db.Audit(actor, "cheque.revoked", $"cheque {cheque.Id}", $"{cents} cents: {request.Reason.Trim()}");
            return cents;
        }, ct);
    }
}
