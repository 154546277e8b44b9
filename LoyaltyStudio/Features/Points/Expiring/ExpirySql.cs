using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Expiring;

/// <summary>
/// The statements of one block of expiries: entries, movements, lots and balances (L6, L7, L8). Both databases write the same rows. Of the lots that
/// are named, those that are not due any more when the block runs are left alone.
/// </summary>
internal static class ExpirySql
{
    private static readonly string[] Sqlite =
    [
        // The place in the list numbers the entry; a lot that is left out leaves a gap.
        """
        INSERT INTO ledger_entry (id, member_id, kind, points, occurred_at, business_date, recorded_at, actor, reason, source_type, source_id, line, content_hash, forgiven)
        SELECT @first + place, member_id, 'Expiry', -remaining, @now, ended, @now, @actor, 'Points expired', 'lot', CAST(id AS TEXT), revivals,
               content_hash(member_id || '|' || -remaining || '|' || ended || '|'), 0
        FROM (SELECT j.key AS place, l.id, l.member_id, l.remaining, l.revivals, date(l.expires_on, '+1 day') AS ended
              FROM json_each(@lots) j CROSS JOIN point_lot l ON l.id = j.value WHERE l.expires_on < @as_of AND l.remaining > 0)
        """,
        "INSERT INTO lot_movement (id, entry_id, lot_id, points) SELECT @move - @first + id, id, CAST(source_id AS INTEGER), points FROM ledger_entry WHERE id >= @first ORDER BY id",
        "UPDATE point_lot SET remaining = 0 WHERE id IN (SELECT CAST(source_id AS INTEGER) FROM ledger_entry WHERE id >= @first)",
        """
        INSERT INTO point_balance (member_id, total, debt) SELECT member_id, sum(points), 0 FROM ledger_entry WHERE id >= @first GROUP BY +member_id
        ON CONFLICT (member_id) DO UPDATE SET total = point_balance.total + excluded.total
        """,
    ];

    /// <summary>The one writer of SQLite: the entries of this block are those with an id from the first on.</summary>
    internal static async Task<PointExpiry> OnSqliteAsync(StudioDb db, string actor, DateTime now, DateOnly asOf, long[] lots, CancellationToken ct)
    {
        var first = (await db.NextIdsAsync<LedgerEntry>(1))[0];
        var move = (await db.NextIdsAsync<LotMovement>(1))[0];
        ((SqliteConnection)db.Database.GetDbConnection()).CreateFunction("content_hash", (string text) => ContentHash.Of(text), isDeterministic: true);
        foreach (var sql in Sqlite)
        {
            await using var command = db.Command(sql).With("first", first);
            if (sql.Contains("@move", StringComparison.Ordinal))
            {
                command.With("move", move);
            }

            if (sql.Contains("@lots", StringComparison.Ordinal))
            {
                command.With("now", now).With("actor", actor).With("as_of", asOf).With("lots", $"[{string.Join(',', lots)}]");
            }

            await command.ExecuteNonQueryAsync(ct);
        }

        await using var counted = db.Command("SELECT count(*), coalesce(sum(-points), 0) FROM ledger_entry WHERE id >= @first").With("first", first);
        return await ReadAsync(counted, ct);
    }

    /// <summary>One statement over all lots, so that each balance changes once; the members are locked by the caller.</summary>
    internal static async Task<PointExpiry> OnPostgresAsync(StudioDb db, string actor, DateTime now, DateOnly asOf, long[] lots, CancellationToken ct)
    {
        await using var command = db.Command("""
            WITH due AS MATERIALIZED (
                SELECT id, member_id, remaining, revivals, expires_on + 1 AS ended FROM point_lot WHERE id = ANY(@lots) AND expires_on < @as_of AND remaining > 0),
            entries AS (
                INSERT INTO ledger_entry (member_id, kind, points, occurred_at, business_date, recorded_at, actor, reason, source_type, source_id, line, content_hash, forgiven)
                SELECT member_id, 'Expiry', -remaining, @now, ended, @now, @actor, 'Points expired', 'lot', id::text, revivals,
                       left(encode(sha256(convert_to(member_id || '|' || -remaining || '|' || to_char(ended, 'YYYY-MM-DD') || '|', 'UTF8')), 'hex'), 32), 0
                FROM due ORDER BY member_id, ended, id RETURNING id, member_id, points, source_id),
            moves AS (INSERT INTO lot_movement (entry_id, lot_id, points) SELECT id, source_id::bigint, points FROM entries ORDER BY id),
            lots AS (UPDATE point_lot SET remaining = 0 FROM due WHERE point_lot.id = due.id),
            balances AS (
                INSERT INTO point_balance (member_id, total, debt) SELECT member_id, sum(points), 0 FROM entries GROUP BY member_id ORDER BY member_id
                ON CONFLICT (member_id) DO UPDATE SET total = point_balance.total + excluded.total)
            SELECT count(*), coalesce(sum(-points), 0)::bigint FROM entries
            """).With("as_of", asOf).With("lots", lots).With("now", now).With("actor", actor);
        return await ReadAsync(command, ct);
    }

    private static async Task<PointExpiry> ReadAsync(System.Data.Common.DbCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new PointExpiry(reader.GetInt32(0), reader.GetInt64(1));
    }
}
