using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Book;

/// <summary>Makes the lines of the cheque book. Whoever changes what is open of a cheque writes the line in the same transaction.</summary>
internal static class ChequeBook
{
    internal static ChequeEntry Issued(Actor actor, DateTime now, DateOnly on, long cheque, long run, long? store, long cents) => new()
    {
        ChequeId = cheque, RunId = run, StoreId = store, Kind = ChequeEntryKind.Issued, Cents = cents, BusinessDate = on, RecordedAt = now, Actor = actor.Stamp,
    };

    internal static ChequeEntry Redeemed(Actor actor, DateTime now, DateOnly on, Cheque cheque, Redemption redemption) =>
        Of(actor, now, on, cheque, ChequeEntryKind.Redeemed, -redemption.AmountCents, redemption);

    internal static ChequeEntry Reversed(Actor actor, DateTime now, DateOnly on, Cheque cheque, Redemption redemption) =>
        Of(actor, now, on, cheque, ChequeEntryKind.Reversed, redemption.AmountCents, redemption);

    /// <param name="kind">Expired or revoked.</param>
    internal static ChequeEntry Ended(Actor actor, DateTime now, DateOnly on, Cheque cheque, ChequeEntryKind kind, long cents) => Of(actor, now, on, cheque, kind, -cents, null);

    internal static async Task WriteAsync(StudioDb db, IReadOnlyList<ChequeEntry> entries)
    {
        var ids = await db.NextIdsAsync<ChequeEntry>(entries.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            entries[i].Id = ids[i];
        }

        await db.BulkInsertAsync(entries);
    }

    private static ChequeEntry Of(Actor actor, DateTime now, DateOnly on, Cheque cheque, ChequeEntryKind kind, long cents, Redemption? redemption) => new()
    {
        ChequeId = cheque.Id, RunId = cheque.RunId, StoreId = cheque.StoreId, AtStoreId = redemption?.StoreId, Kind = kind, Cents = cents, BusinessDate = on, RecordedAt = now,
        Actor = actor.Stamp, RedemptionId = redemption?.Id,
    };
}
