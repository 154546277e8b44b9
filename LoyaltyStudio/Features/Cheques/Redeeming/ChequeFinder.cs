using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Finds cheques for the till, and says what somebody who holds a code may know about why it cannot be used.</summary>
internal static class ChequeFinder
{
    /// <summary>The cheque of a code as it is now.</summary>
    internal static Task<Cheque?> FindAsync(StudioDb db, byte[] hash, CancellationToken ct) => db.Set<Cheque>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == hash, ct);

    /// <summary>The same, held for the rest of the transaction, so that what was read stays true. SQLite has one writer and needs no lock.</summary>
    internal static async Task<Cheque?> HoldAsync(StudioDb db, byte[] hash, CancellationToken ct) => db.IsSqlite
        ? await FindAsync(db, hash, ct)
        : (await db.Set<Cheque>().FromSql($"SELECT * FROM cheque WHERE code_hash = {hash} FOR UPDATE").AsNoTracking().ToListAsync(ct)).FirstOrDefault();

    internal static async Task<Cheque> HoldAsync(StudioDb db, long id, CancellationToken ct) => db.IsSqlite
        ? await db.Set<Cheque>().AsNoTracking().FirstAsync(c => c.Id == id, ct)
        : (await db.Set<Cheque>().FromSql($"SELECT * FROM cheque WHERE id = {id} FOR UPDATE").AsNoTracking().ToListAsync(ct))[0];

    /// <summary>The cheque that had this code before it got another one; null when there is none.</summary>
    internal static async Task<Cheque?> OfOldCodeAsync(StudioDb db, byte[] hash, CancellationToken ct) =>
        await db.Set<OldChequeCode>().AsNoTracking().Where(o => o.CodeHash == hash).Select(o => (long?)o.ChequeId).FirstOrDefaultAsync(ct) is { } id ? await HoldAsync(db, id, ct) : null;

    /// <summary>Whether somebody holds it for a receipt at this moment. A reservation whose time is over holds nothing, also before anything wrote that down.</summary>
    internal static bool IsHeld(Cheque cheque, DateTime now) => cheque.State == ChequeState.Reserved && cheque.ReservedUntil > now;

    /// <summary>The state of a cheque that nobody holds and of which something is open.</summary>
    internal static ChequeState FreeState(long redeemedCents) => redeemedCents > 0 ? ChequeState.PartlyRedeemed : ChequeState.Issued;

    internal static Refusal Replaced() => Refuse.Conflict("replaced", "This cheque has a new code. Ask for the newest e-mail or letter.");

    /// <summary>Why an amount of a cheque cannot be used or reserved.</summary>
    internal static Refusal WhyNot(Cheque cheque, long amount, TillMoment at) => cheque switch
    {
        _ when amount <= 0 && cheque.OpenCents > 0 => Refuse.Invalid("amount_cents", "The amount must be more than nothing."),
        { State: ChequeState.Redeemed } => Refuse.Conflict("already_redeemed", "This cheque has been used already."),
        { State: ChequeState.Revoked } => Refuse.Conflict("revoked", "This cheque was withdrawn."),
        _ when IsHeld(cheque, at.Now) => Refuse.Conflict("reserved", "This cheque is reserved for another receipt."),
        _ when cheque.State == ChequeState.Expired || cheque.ValidUntil < at.Today => Refuse.Conflict("expired", "This cheque was valid until {0}.", cheque.ValidUntil),
        _ => Refuse.Conflict("too_much", "This cheque has {0} cents left.", cheque.OpenCents),
    };

    /// <summary>As it is at this moment, in the words of the API.</summary>
    internal static string StateOf(Cheque cheque, TillMoment at) => cheque.State switch
    {
        ChequeState.Redeemed => "redeemed",
        ChequeState.Revoked => "revoked",
        ChequeState.Expired => "expired",
        _ when IsHeld(cheque, at.Now) => "reserved",
        _ when cheque.ValidUntil < at.Today => "expired",
        _ => cheque.RedeemedCents > 0 ? "partly_redeemed" : "issued",
    };
}
