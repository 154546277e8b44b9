using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Expires many lots at once, beside the same rows written by bare statements without blocks, fingerprints and keys.</summary>
internal static class ExpireLots
{
    private static readonly DateOnly Ends = new(2026, 1, 31);

    internal static async Task<int> RunAsync(int lots, string engine, CancellationToken ct)
    {
        var members = Math.Max(1, lots / 4);
        double product, bare;
        await using (var retailer = await FilledAsync(engine, lots, members, ct))
        {
            var watch = Stopwatch.StartNew();
            var done = (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, Ends.AddDays(1), null, ct)).Must();
            product = done.Lots / watch.Elapsed.TotalSeconds;
            if (done.Lots != lots)
            {
                throw new InvalidOperationException($"{done.Lots} of {lots} lots expired.");
            }

            await retailer.CheckAsync();
        }

        await using (var retailer = await FilledAsync(engine, lots, members, ct))
        {
            var watch = Stopwatch.StartNew();
            await retailer.Data.WriteAsync(db => BareAsync(db, ct), ct);
            bare = lots / watch.Elapsed.TotalSeconds;
        }

        ScaleProgram.Tell("expire-points", product, "lots/s", bare, engine, members);
        return 0;
    }

    private static async Task<Retailer> FilledAsync(string engine, int lots, int members, CancellationToken ct)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var now = retailer.Clock.Now;
        await retailer.Data.WriteAsync(async db =>
        {
            await LoyaltyStudio.Features.Members.Profiles.MemberBook.AddAsync(db, [.. Enumerable.Range(1, members).Select(i => new Member { CardNumber = "", ExternalId = $"K{i}", Language = "nl", CreatedAt = now, ChangedAt = now })]);
            await db.BulkInsertAsync(Enumerable.Range(1, lots).Select(i => new LedgerEntry
            {
                Id = i, MemberId = 1 + (i % members), Kind = EntryKind.Earn, Points = 10 + (i % 90), OccurredAt = now, BusinessDate = new DateOnly(2024, 1, 1), RecordedAt = now, Actor = "scale", Reason = $"Purchase {i}",
                SourceType = "scale", SourceId = $"{i}", ContentHash = "scale",
            }).ToList());
            await db.BulkInsertAsync(Enumerable.Range(1, lots).Select(i => new PointLot
            {
                Id = i, MemberId = 1 + (i % members), EntryId = i, Earned = 10 + (i % 90), Remaining = 10 + (i % 90), ActivatesOn = new DateOnly(2024, 1, 16), ExpiresOn = Ends,
            }).ToList());
            var totals = Enumerable.Range(1, lots).GroupBy(i => 1 + (i % members)).Select(g => new PointBalance { MemberId = g.Key, Total = g.Sum(i => 10 + (i % 90)) }).ToList();
            await db.BulkInsertAsync(totals);
            if (!db.IsSqlite)
            {
                await using var sequences = db.Command("SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), (SELECT max(id) FROM ledger_entry)), setval(pg_get_serial_sequence('point_lot', 'id'), (SELECT max(id) FROM point_lot)); ANALYZE");
                await sequences.ExecuteNonQueryAsync(ct);
            }
        }, ct);
        return retailer;
    }

    private static async Task BareAsync(StudioDb db, CancellationToken ct)
    {
        var text = db.IsSqlite ? "CAST(id AS TEXT)" : "id::text";
        string[] statements =
        [
            $"INSERT INTO ledger_entry (id, member_id, kind, points, occurred_at, business_date, recorded_at, actor, reason, source_type, source_id, line, content_hash, forgiven) SELECT id + 100000000, member_id, 'Expiry', -remaining, {(db.IsSqlite ? "'2026-02-01 00:00:00'" : "now()")}, expires_on, {(db.IsSqlite ? "'2026-02-01 00:00:00'" : "now()")}, 'scale', 'Points expired', 'lot', {text}, 0, 'scale', 0 FROM point_lot WHERE expires_on < '2026-02-01' AND remaining > 0",
            "INSERT INTO lot_movement (id, entry_id, lot_id, points) SELECT id + 100000000, id + 100000000, id, -remaining FROM point_lot WHERE expires_on < '2026-02-01' AND remaining > 0",
            "INSERT INTO point_balance (member_id, total, debt) SELECT member_id, -sum(remaining), 0 FROM point_lot WHERE expires_on < '2026-02-01' AND remaining > 0 GROUP BY member_id ON CONFLICT (member_id) DO UPDATE SET total = point_balance.total + excluded.total",
            "UPDATE point_lot SET remaining = 0 WHERE expires_on < '2026-02-01' AND remaining > 0",
        ];
        foreach (var sql in statements)
        {
            await using var command = db.Command(sql);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
