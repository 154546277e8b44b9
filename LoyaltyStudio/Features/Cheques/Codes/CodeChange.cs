using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Codes;

/// <summary>Gives a cheque a new code; what it is worth stays. The old code is kept for ever, so that it is recognised and refused, and nothing that carries it counts as printed.</summary>
internal static class CodeChange
{
    /// <summary>To be called in the transaction that holds the cheque; the object gets the new values too.</summary>
    internal static async Task RenewAsync(StudioDb db, CodeVault vault, Actor actor, Cheque cheque, string reason, DateTime now)
    {
        await db.BulkInsertAsync<OldChequeCode>([new() { CodeHash = cheque.CodeHash, ChequeId = cheque.Id, LastFour = cheque.LastFour, Reason = reason, Actor = actor.Stamp, ReplacedAt = now }]);
        var (_, stored) = vault.New();
        var number = cheque.CodeNumber + 1;
        await db.Set<Cheque>().Where(c => c.Id == cheque.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.CodeHash, stored.Hash).SetProperty(c => c.CodeSealed, stored.Sealed)
            .SetProperty(c => c.LastFour, stored.LastFour).SetProperty(c => c.CodeNumber, number).SetProperty(c => c.PrintBatchId, (long?)null));
        (cheque.CodeHash, cheque.CodeSealed, cheque.LastFour, cheque.CodeNumber, cheque.PrintBatchId) = (stored.Hash, stored.Sealed, stored.LastFour, number, null);
    }
}
