using LoyaltyStudio.Data;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Rows of one table as they stand in the database, in the order in which they were written.</summary>
/// <param name="Types">PostgreSQL's name of each column's type; empty on SQLite.</param>
/// <param name="Ends">Behind which row each chunk ends.</param>
internal sealed record TableRows(string Table, IReadOnlyList<string> Columns, IReadOnlyList<string> Types, IReadOnlyList<object?[]> Rows, IReadOnlyList<int> Ends);

/// <summary>All rows that an issue of cheques wrote or changed.</summary>
internal static class ChequeRows
{
    internal const int Chunk = 10_000;

    /// <summary>New rows carry the number of their cheque, so that they can be put into the same chunks.</summary>
    private static readonly (string Table, string From)[] Parts =
    [
        ("ledger_entry", "SELECT c.id AS cheque_no, e.* FROM cheque c JOIN ledger_entry e ON e.id = c.entry_id ORDER BY c.id"),
        ("lot_movement", "SELECT c.id AS cheque_no, m.* FROM cheque c JOIN lot_movement m ON m.entry_id = c.entry_id ORDER BY c.id, m.id"),
        ("cheque", "SELECT c.id AS cheque_no, c.* FROM cheque c ORDER BY c.id"),
        ("cheque_entry", "SELECT c.id AS cheque_no, e.* FROM cheque c JOIN cheque_entry e ON e.cheque_id = c.id ORDER BY c.id"),
        ("point_lot", "SELECT c.id AS cheque_no, l.remaining, l.id FROM cheque c JOIN lot_movement m ON m.entry_id = c.entry_id JOIN point_lot l ON l.id = m.lot_id ORDER BY c.id, m.id"),
        ("point_balance", "SELECT c.id AS cheque_no, b.total, b.debt, b.member_id FROM cheque c JOIN point_balance b ON b.member_id = c.member_id ORDER BY c.id"),
    ];

    internal static async Task<IReadOnlyList<TableRows>> ReadAsync(Retailer retailer, CancellationToken ct)
    {
        var tables = new List<TableRows>();
        await using var db = retailer.Data.Read();
        foreach (var (table, from) in Parts)
        {
            await using var command = db.Command(from);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var fields = Enumerable.Range(1, reader.FieldCount - 1).ToList();
            List<object?[]> rows = [];
            List<int> ends = [];
            var (cheque, inChunk) = (-1L, 0);
            while (await reader.ReadAsync(ct))
            {
                if (reader.GetInt64(0) != cheque)
                {
                    cheque = reader.GetInt64(0);
                    if (inChunk++ == Chunk)
                    {
                        ends.Add(rows.Count);
                        inChunk = 1;
                    }
                }

                rows.Add([.. fields.Select(f => reader.IsDBNull(f) ? null : reader.GetValue(f))]);
            }

            ends.Add(rows.Count);
            tables.Add(new TableRows(table, [.. fields.Select(reader.GetName)], db.IsSqlite ? [] : [.. fields.Select(reader.GetDataTypeName)], rows, ends));
        }

        return tables;
    }
}
