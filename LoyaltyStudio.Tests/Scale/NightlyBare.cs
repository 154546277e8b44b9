using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// The reference programme as plain SQL: twelve months of points, 500/400 and 1500/1200, twelve months of validity to the end of the month, one step down. The rows
/// are those of the product, fingerprints, reasons and measured goals included; what is due is kept in a temporary table in the order of the members.
/// </summary>
internal static class NightlyBare
{
    internal static async Task<Night> RunAsync(StudioData data, string engine, DateOnly night, CancellationToken ct)
    {
        var (expiry, lots) = await OneAsync(data, Expiry(engine), night, "INSERT INTO lot_movement", ct);
        var (tiers, changes) = await OneAsync(data, Tiers(engine), night, "INSERT INTO tier_change", ct);
        return new Night(expiry, tiers, lots, 0, changes);
    }

    /// <summary>Seconds up to the commit and, as the product does it above 64 MB, writing the log into the database; and the rows of one of the statements.</summary>
    private static async Task<(double Seconds, int Rows)> OneAsync(StudioData data, IReadOnlyList<string> statements, DateOnly night, string counted, CancellationToken ct)
    {
        var (seconds, rows) = (0.0, 0);
        await data.AloneAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(ct);
            (db.Database.GetDbConnection() as SqliteConnection)?.CreateFunction("content_hash", (string text) => ContentHash.Of(text), isDeterministic: true);
            var started = Stopwatch.GetTimestamp();
            await using (var transaction = await db.Database.BeginTransactionAsync(ct))
            {
                foreach (var statement in statements)
                {
                    await using var command = db.Command(statement.Replace("@night", Day(db, $"'{night:yyyy-MM-dd}'"), StringComparison.Ordinal));
                    var count = await command.ExecuteNonQueryAsync(ct);
                    rows += statement.StartsWith(counted, StringComparison.Ordinal) ? count : 0;
                }

                await transaction.CommitAsync(ct);
            }

            if (db.Database.GetDbConnection() is SqliteConnection file && new FileInfo(file.DataSource + "-wal").Length > 64L << 20)
            {
                await using var checkpoint = db.Command("PRAGMA wal_checkpoint(PASSIVE)");
                await checkpoint.ExecuteNonQueryAsync(ct);
            }

            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }, ct);
        return (seconds, rows);
    }

    private static string Day(StudioDb db, string day) => db.IsSqlite ? day : $"DATE {day}";

    private static string[] Expiry(string engine)
    {
        var sqlite = engine == Engines.Sqlite;
        var ended = sqlite ? "date(expires_on, '+1 day')" : "expires_on + 1";
        var hash = sqlite ? "content_hash(member_id || '|' || -remaining || '|' || ended || '|')"
            : "left(encode(sha256(convert_to(member_id || '|' || -remaining || '|' || to_char(ended, 'YYYY-MM-DD') || '|', 'UTF8')), 'hex'), 32)";
        return
        [
            $"CREATE TEMP TABLE due AS SELECT id, member_id, remaining, revivals, {ended} AS ended, row_number() OVER (ORDER BY member_id, id) AS n FROM point_lot WHERE expires_on < @night AND remaining > 0",
            $"""
            INSERT INTO ledger_entry (id, member_id, kind, points, occurred_at, business_date, recorded_at, actor, reason, source_type, source_id, line, content_hash, forgiven)
            SELECT (SELECT max(id) FROM ledger_entry) + n, member_id, 'Expiry', -remaining, {Now(engine)}, ended, {Now(engine)}, 'job scale', 'Points expired', 'lot', CAST(id AS text), revivals, {hash}, 0 FROM due
            """,
            "INSERT INTO lot_movement (id, entry_id, lot_id, points) SELECT (SELECT coalesce(max(id), 0) FROM lot_movement) + n, (SELECT max(id) FROM ledger_entry) - (SELECT max(n) FROM due) + n, id, -remaining FROM due",
            "UPDATE point_balance SET total = total - d.points FROM (SELECT member_id, sum(remaining) AS points FROM due GROUP BY member_id) d WHERE point_balance.member_id = d.member_id",
            "UPDATE point_lot SET remaining = 0 WHERE expires_on < @night AND remaining > 0",
            "DROP TABLE due",
        ];
    }

    private static string[] Tiers(string engine)
    {
        var year = engine == Engines.Sqlite ? "date(@night, '-12 months')" : "(@night - INTERVAL '12 months')::date";
        var lasts = engine == Engines.Sqlite ? "'2027-12-31'" : "DATE '2027-12-31'";
        var review = engine == Engines.Sqlite ? "'2027-11-30'" : "DATE '2027-11-30'";
        var until = $"CASE WHEN to_tier = 'brons' THEN NULL WHEN cause = 'upgrade' THEN {lasts} ELSE {review} END";
        return
        [
            $"""
            CREATE TEMP TABLE moved AS
            SELECT m.*, CASE WHEN to_tier = from_tier THEN 'kept' WHEN due THEN 'drop' ELSE 'upgrade' END AS cause,
                   CASE WHEN due THEN CASE from_tier WHEN 'goud' THEN 1200 ELSE 400 END ELSE CASE to_tier WHEN 'goud' THEN 1500 ELSE 500 END END AS asked
            FROM (
                SELECT p.member_id, coalesce(t.tier, 'brons') AS from_tier, coalesce(t.valid_until < @night, false) AS due, p.points,
                       CASE WHEN t.valid_until < @night AND p.kept < CASE t.tier WHEN 'goud' THEN 1200 ELSE 400 END
                            THEN CASE WHEN t.tier = 'goud' THEN 'zilver' ELSE 'brons' END
                            WHEN p.points >= 1500 THEN 'goud' WHEN p.points >= 500 AND coalesce(t.tier, 'brons') = 'brons' THEN 'zilver' ELSE coalesce(t.tier, 'brons') END AS to_tier
                FROM (SELECT member_id, sum(points) AS points, sum(CASE WHEN qualifies_on < @night THEN points ELSE 0 END) AS kept FROM ledger_entry
                      WHERE qualifies_on >= {year} AND qualifies_on <= @night GROUP BY member_id) p
                LEFT JOIN member_tier t ON t.member_id = p.member_id
                WHERE t.valid_until < @night OR (p.points >= 500 AND coalesce(t.tier, 'brons') = 'brons') OR (p.points >= 1500 AND t.tier <> 'goud')
                UNION ALL
                SELECT t.member_id, t.tier, true, 0, CASE WHEN t.tier = 'goud' THEN 'zilver' ELSE 'brons' END FROM member_tier t
                WHERE t.valid_until < @night AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.member_id = t.member_id AND e.qualifies_on >= {year} AND e.qualifies_on <= @night)) m
            """,
            $$"""
            INSERT INTO tier_change (id, member_id, from_tier, to_tier, "on", valid_until, metric, version_id, cause, reason, measured, recorded_at)
            SELECT (SELECT max(id) FROM tier_change) + row_number() OVER (), member_id, from_tier, to_tier, @night, {{until}}, points, 1, cause,
                   'Points ' || points || ' from 2025-12-01 to 2026-11-30; asked ' || asked || '.',
                   '[{"Metric":"Points","Value":' || points || ',"Asked":' || asked || ',"From":"2025-12-01","To":"2026-11-30"}]', {{Now(engine)}} FROM moved
            """,
            $"""
            INSERT INTO member_tier (member_id, tier, since, valid_until) SELECT member_id, to_tier, @night, {until} FROM moved WHERE true
            ON CONFLICT (member_id) DO UPDATE SET tier = excluded.tier, since = CASE WHEN member_tier.tier = excluded.tier THEN member_tier.since ELSE excluded.since END, valid_until = excluded.valid_until
            """,
            "DROP TABLE moved",
        ];
    }

    private static string Now(string engine) => engine == Engines.Sqlite ? "'2026-12-01 04:00:00'" : "TIMESTAMPTZ '2026-12-01 04:00:00'";
}
