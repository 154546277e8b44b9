using LoyaltyStudio.Data;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Takes away what makes single rows slow to write — indexes, checks of keys, the log — and puts it back when all rows are there.</summary>
internal sealed class BigRetailerIndexes
{
    private static readonly string[] Tables =
        ["member", "consent_record", "member_stat", "point_balance", "member_tier", "tier_change", "purchase", "purchase_line", "ledger_entry", "point_lot", "lot_movement"];

    private readonly StudioDb db;
    private readonly List<string> restore;

    private BigRetailerIndexes(StudioDb db, List<string> restore)
    {
        this.db = db;
        this.restore = restore;
    }

    internal static async Task<BigRetailerIndexes> DropAsync(StudioDb db, CancellationToken ct)
    {
        var names = string.Join(", ", Tables.Select(t => $"'{t}'"));
        if (db.IsSqlite)
        {
            await RunAsync(db, "PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; PRAGMA journal_mode=DELETE; PRAGMA journal_mode=OFF; PRAGMA cache_size=-1048576; PRAGMA threads=2", ct);
            var found = await ListAsync(db, $"SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ({names}) AND (type = 'index' OR (type = 'trigger' AND name LIKE 'member_search%'))", ct);
            await RunAsync(db, string.Join("; ", found.Select(f => $"DROP {f[0]}")), ct);
            var search = found.Where(f => f[0].StartsWith("trigger", StringComparison.Ordinal)).Select(f => f[1]).Prepend("INSERT INTO member_search(member_search) VALUES ('rebuild')");
            return new(db, [.. found.Where(f => f[0].StartsWith("index", StringComparison.Ordinal)).Select(f => f[1]), .. search,
                "ANALYZE", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"]);
        }

        await RunAsync(db, "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '1GB'", ct);
        var indexes = await ListAsync(db, $"""
            SELECT indexname, indexdef FROM pg_indexes
            WHERE schemaname = 'public' AND tablename IN ({names}) AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u'))
            """, ct);
        await RunAsync(db, string.Join("; ", indexes.Select(i => $"DROP INDEX \"{i[0]}\"")), ct);
        var sequences = Tables.Except(["member_stat", "point_balance", "member_tier"])
            .Concat(["store", "product", "programme_version"]).Select(t => $"SELECT setval(pg_get_serial_sequence('{t}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {t}), false)");
        return new(db, [.. indexes.Select(i => i[1]), .. sequences, "VACUUM ANALYZE", "SET session_replication_role = DEFAULT", "SET synchronous_commit = on"]);
    }

    internal async Task RestoreAsync(CancellationToken ct)
    {
        foreach (var statement in restore)
        {
            await RunAsync(db, statement, ct);
        }
    }

    private static async Task RunAsync(StudioDb db, string sql, CancellationToken ct)
    {
        await using var command = db.Command(sql);
        command.CommandTimeout = db.IsSqlite ? 30 : 3_600;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<string[]>> ListAsync(StudioDb db, string sql, CancellationToken ct)
    {
        var rows = new List<string[]>();
        await using var command = db.Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add([reader.GetString(0), reader.GetString(1)]);
        }

        return rows;
    }
}
