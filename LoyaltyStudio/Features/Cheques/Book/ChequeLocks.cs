using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Cheques.Book;

/// <summary>Holds cheques for the rest of a transaction, in the order of their ids so that two of them never wait for each other. SQLite has one writer and needs none.</summary>
internal static class ChequeLocks
{
    internal static async Task TakeAsync(StudioDb db, IReadOnlyCollection<long> cheques)
    {
        if (!db.IsSqlite && cheques.Count > 0)
        {
            await using var command = db.Command("SELECT id FROM cheque WHERE id = ANY(@ids) ORDER BY id FOR UPDATE").With("ids", cheques.ToArray());
            await command.ExecuteNonQueryAsync();
        }
    }
}
