using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Codes;

/// <summary>Gives a cheque a new code, in the caller's transaction. The old one is kept as a hash, so that it is recognised and never given again; what the cheque is worth stays.</summary>
internal static class CodeChange
{
    /// <param name="cheque">As it is now, held by the transaction; changed along.</param>
    /// <param name="reason">Why, in English, for the list of old codes; never a code.</param>
    internal static async Task RenewAsync(StudioDb db, CodeVault vault, Actor actor, Cheque cheque, string reason, DateTime now)
    {
        var (_, stored) = vault.New();
        var old = new OldChequeCode { CodeHash = cheque.CodeHash, ChequeId = cheque.Id, LastFour = cheque.LastFour, Reason = reason, Actor = actor.Stamp, ReplacedAt = now };
        var changed = await db.Set<Cheque>().Where(c => c.Id == cheque.Id && c.CodeHash == cheque.CodeHash).ExecuteUpdateAsync(s => s
            .SetProperty(c => c.CodeHash, stored.Hash).SetProperty(c => c.CodeSealed, stored.Sealed).SetProperty(c => c.LastFour, stored.LastFour)
            .SetProperty(c => c.CodeNumber, c => c.CodeNumber + 1).SetProperty(c => c.PrintBatchId, (long?)null));
        if (changed != 1)
        {
            throw new InvalidOperationException($"Cheque {cheque.Id} has another code than was read.");
        }

        db.Add(old);
        await db.SaveChangesAsync();
        (cheque.CodeHash, cheque.CodeSealed, cheque.LastFour, cheque.PrintBatchId) = (stored.Hash, stored.Sealed, stored.LastFour, null);
        cheque.CodeNumber++;
    }
}
