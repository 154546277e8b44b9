using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Reissuing;

/// <param name="CodeNumber">The number of the code that the caller saw; a second click finds another one and changes nothing.</param>
public sealed record ReissueChequeRequest(long MemberId, long ChequeId, string Reason, int CodeNumber);

/// <param name="LastFour">Of the new code.</param>
public sealed record ReissuedCheque(long ChequeId, string LastFour, int CodeNumber);

/// <summary>A new code for a cheque that was lost or seen by somebody else. The old code no longer works from this moment; the new one goes out by e-mail or into the next print batch.</summary>
public sealed class ReissueCheque(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault)
{
    public async Task<Outcome<ReissuedCheque>> RunAsync(Actor actor, ReissueChequeRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        if (OpenCheque.ReasonProblem(request.Reason) is { } problem)
        {
            return problem;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var now = clock.GetUtcNow().UtcDateTime;
        return await data.WriteAsync<Outcome<ReissuedCheque>>(async db =>
        {
            var found = await OpenCheque.TakeAsync(db, actor, request.MemberId, request.ChequeId, today, now, ct);
            if (found is not { IsDone: true, Value: { } cheque })
            {
                return found.As<ReissuedCheque>();
            }

            if (cheque.CodeNumber != request.CodeNumber)
            {
                return Refuse.Conflict("changed_meanwhile", "This cheque got a new code already. Look at the list again.");
            }

            await CodeChange.RenewAsync(db, vault, actor, cheque, request.Reason.Trim(), now);
            db.Audit(actor, "cheque.reissued", $"cheque {cheque.Id}", $"code {cheque.CodeNumber}: {request.Reason.Trim()}");
            return new ReissuedCheque(cheque.Id, cheque.LastFour, cheque.CodeNumber);
        }, ct);
    }
}

/// <summary>Finds a cheque that still can be spent and holds it for the rest of the transaction.</summary>
internal static class OpenCheque
{
    internal static async Task<Outcome<Cheque>> TakeAsync(StudioDb db, Actor actor, long memberId, long chequeId, DateOnly today, DateTime now, CancellationToken ct)
    {
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        await ChequeLocks.TakeAsync(db, [chequeId]);
        return await db.Set<Cheque>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == chequeId && c.MemberId == memberId, ct) switch
        {
            null => Refuse.NotFound("cheque_unknown", "This cheque does not exist."),
            { State: ChequeState.Reserved } held when held.ReservedUntil > now => Refuse.Conflict("reserved", "This cheque is reserved for another receipt."),
            { State: ChequeState.Issued or ChequeState.PartlyRedeemed or ChequeState.Reserved } open when open.ValidUntil >= today => open,
            _ => Refuse.Conflict("cheque_not_open", "Nothing can be spent of this cheque any more."),
        };
    }

    internal static Refusal? ReasonProblem(string reason) => string.IsNullOrWhiteSpace(reason) ? Refuse.Invalid("reason", "Write down why, so that a colleague understands it later.")
        : reason.Length > 200 ? Refuse.Invalid("reason", "Use at most {0} characters.", 200) : null;
}
