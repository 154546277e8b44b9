using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Undoes the use of a cheque after a return: exactly its amount can be used again, once, and at most three times per cheque. Where the last day is over
/// meanwhile, the cheque is good for some days more (the scheme says how many) and gets a new code, because the day on the old paper is wrong (semantics 7).
/// </summary>
internal sealed class ChequeReversals(CodeVault vault)
{
    internal async Task<Outcome<ReversedRedemption>> ReverseAsync(StudioDb db, Redemption redemption, string reason, TillMoment at, CancellationToken ct)
    {
        var cheque = await ChequeFinder.HoldAsync(db, redemption.CodeId, ct);
        redemption = await db.Set<Redemption>().AsNoTracking().FirstAsync(r => r.Id == redemption.Id, ct);
        if (redemption.ReversedAt is not null)
        {
            return await AnswerAsync(db, redemption, cheque, ct);
        }

        if (WhyNot(cheque, at) is { } refusal)
        {
            return refusal;
        }

        cheque = await EndRestAsync(db, cheque, at, ct);
        if (!await GiveBackAsync(db, cheque, redemption.AmountCents, at, ct) || !await RedemptionBook.UndoAsync(db, redemption, reason, at, ct))
        {
            throw new InvalidOperationException($"Redemption {redemption.Id} does not fit cheque {cheque.Id}.");
        }

        await ChequeBook.WriteAsync(db, [ChequeBook.Reversed(at.Actor, at.Now, at.Today, cheque, redemption)]);
        if (cheque.ReservationId is { } lapsed && !ChequeFinder.IsHeld(cheque, at.Now))
        {
            await ChequeReservations.EndAsync(db, lapsed, ReservationState.Lapsed, cheque.ReservedUntil!.Value, ct);
        }

        cheque = await ChequeFinder.HoldAsync(db, cheque.Id, ct);
        if (cheque.ValidUntil < at.Today)
        {
            await RestoreAsync(db, cheque, redemption.Id, at, ct);
        }

        return await AnswerAsync(db, redemption, cheque, ct);
    }

    /// <summary>What was left on the last day ends first, also where the nightly job has not come by yet: only what came back is good again.</summary>
    private static async Task<Cheque> EndRestAsync(StudioDb db, Cheque cheque, TillMoment at, CancellationToken ct)
    {
        var rest = cheque.OpenCents;
        if (cheque.ValidUntil >= at.Today || rest == 0)
        {
            return cheque;
        }

        await db.Set<Cheque>().Where(c => c.Id == cheque.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.EndedCents, c => c.EndedCents + rest).SetProperty(c => c.State, ChequeState.Expired)
            .SetProperty(c => c.ReservationId, (long?)null).SetProperty(c => c.ReservedUntil, (DateTime?)null), ct);
        await ChequeBook.WriteAsync(db, [ChequeBook.Ended(at.Actor, at.Now, cheque.ValidUntil.AddDays(1), cheque, ChequeEntryKind.Expired, rest)]);
        if (cheque.ReservationId is { } lapsed)
        {
            await ChequeReservations.EndAsync(db, lapsed, ReservationState.Lapsed, cheque.ReservedUntil!.Value, ct);
        }

        return await ChequeFinder.HoldAsync(db, cheque.Id, ct);
    }

    private static Refusal? WhyNot(Cheque cheque, TillMoment at) => cheque switch
    {
        { State: ChequeState.Revoked } => Refuse.Conflict("revoked", "This cheque was withdrawn."),
        { Reversals: >= Cheque.MostReversals } => Refuse.Conflict("too_many_reversals", "The use of this cheque was undone {0} times already. It cannot be undone again.", Cheque.MostReversals),
        _ when cheque.ValidUntil < at.Today && ChequeFinder.IsHeld(cheque, at.Now) => Refuse.Conflict("reserved", "This cheque is reserved for another receipt."),
        _ => null,
    };

    /// <summary>The guarded update. Whoever holds the rest for a receipt keeps it.</summary>
    private static async Task<bool> GiveBackAsync(StudioDb db, Cheque cheque, long cents, TillMoment at, CancellationToken ct)
    {
        var held = ChequeFinder.IsHeld(cheque, at.Now);
        var (state, reservation, until) = held ? (ChequeState.Reserved, cheque.ReservationId, cheque.ReservedUntil) : (ChequeFinder.FreeState(cheque.RedeemedCents - cents), null, null);
        return await db.Set<Cheque>().Where(c => c.Id == cheque.Id && c.RedeemedCents == cheque.RedeemedCents && c.RedeemedCents >= cents && c.Reversals < Cheque.MostReversals && c.State != ChequeState.Revoked)
            .ExecuteUpdateAsync(s => s
                .SetProperty(c => c.RedeemedCents, c => c.RedeemedCents - cents).SetProperty(c => c.Reversals, c => c.Reversals + 1).SetProperty(c => c.State, state)
                .SetProperty(c => c.ReservationId, reservation).SetProperty(c => c.ReservedUntil, until), ct) == 1;
    }

    private async Task RestoreAsync(StudioDb db, Cheque cheque, long redemption, TillMoment at, CancellationToken ct)
    {
        var run = await db.Set<ChequeRun>().AsNoTracking().Where(r => r.Id == cheque.RunId).Select(r => new { r.VersionId, r.Scheme }).FirstAsync(ct);
        var scheme = (await ProgrammeBook.TimelineAsync(db, ct)).ById(run.VersionId)?.Content.SchemeOf(run.Scheme);
        cheque.ValidUntil = at.Today.AddDays(scheme?.RestoredDays ?? ChequeScheme.UsualRestoredDays);
        await db.Set<Cheque>().Where(c => c.Id == cheque.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.ValidUntil, cheque.ValidUntil), ct);
        await CodeChange.RenewAsync(db, vault, at.Actor, cheque, ReasonOf(redemption), at.Now);
    }

    private static string ReasonOf(long redemption) => System.FormattableString.Invariant($"redemption {redemption} reversed");

    /// <summary>The same for every repeat: what was open right after it stands in the cheque book, and what replaced the code of then in the list of old codes.</summary>
    private static async Task<ReversedRedemption> AnswerAsync(StudioDb db, Redemption redemption, Cheque cheque, CancellationToken ct)
    {
        var entries = db.Set<ChequeEntry>().Where(e => e.ChequeId == cheque.Id);
        var own = await entries.Where(e => e.Kind == ChequeEntryKind.Reversed && e.RedemptionId == redemption.Id).Select(e => e.Id).FirstAsync(ct);
        var left = await entries.Where(e => e.Id <= own).SumAsync(e => e.Cents, ct);
        var reason = ReasonOf(redemption.Id);
        var replaced = await db.Set<OldChequeCode>().AsNoTracking().Where(o => o.ChequeId == cheque.Id).OrderBy(o => o.ReplacedAt).Select(o => new { o.Reason, o.LastFour }).ToListAsync(ct);
        var place = replaced.FindIndex(o => o.Reason == reason);
        var endsIn = place < 0 ? null : place + 1 < replaced.Count ? replaced[place + 1].LastFour : cheque.LastFour;
        return new ReversedRedemption(redemption.Id, ChequeCodes.Kind, cheque.MemberId, redemption.AmountCents, null, left, cheque.ValidUntil, endsIn);
    }
}
