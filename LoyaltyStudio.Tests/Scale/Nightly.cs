using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// The nightly work of the product — points that expire, tiers — beside the same by bare set-based statements on the same data in the same run. The bare
/// statements run first, twice, in a transaction that is rolled back, and the better time counts; so the product does not find a colder cache.
/// </summary>
internal static class Nightly
{
    /// <summary>The first of December: a month of points expires, tiers are reviewed, and everybody is looked at.</summary>
    internal static Task<int> FullAsync(string engine, int members, string? folder, CancellationToken ct) => RunAsync("nightly_full", engine, members, folder, new DateOnly(2026, 12, 1), full: true, ct);

    /// <summary>The night after a day on which one member in a hundred bought something.</summary>
    internal static Task<int> DailyAsync(string engine, int members, string? folder, CancellationToken ct) => RunAsync("nightly_daily", engine, members, folder, BigRetailerSales.Today.AddDays(1), full: false, ct);

    private static async Task<int> RunAsync(string name, string engine, int members, string? folder, DateOnly night, bool full, CancellationToken ct)
    {
        await using var database = await (await BigRetailer.DatabaseAsync(engine, members, folder, ct)).CopyAsync();
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await retailer.Data.MigrateAsync(ct);
        if (!full)
        {
            await BuyAsync(retailer, members, ct);
        }

        retailer.Clock.Advance(night.ToDateTime(new TimeOnly(4, 0)) - retailer.Clock.Now);
        double tiersBare = double.MaxValue, expiryBare = double.MaxValue;
        for (var i = 0; full && i < 2; i++)
        {
            expiryBare = Math.Min(expiryBare, await BareAsync(retailer.Data, NightlyBare.Expiry(engine), night, ct));
            tiersBare = Math.Min(tiersBare, await BareAsync(retailer.Data, NightlyBare.Tiers(engine), night, ct));
        }

        var job = Actor.Job("scale");
        var started = Stopwatch.GetTimestamp();
        var expired = (await retailer.Get<ExpirePoints>().RunAsync(job, night, null, ct)).Must();
        var expiry = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        var tiers = (await retailer.Get<EvaluateTiers>().RunAsync(job, night, null, ct, full)).Must();
        var evaluation = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ScaleProgram.Tell($"{name}_expiry", expiry, "s", full ? expiryBare : null, engine, members);
        ScaleProgram.Tell($"{name}_tiers", evaluation, "s", full ? tiersBare : null, engine, members);
        ScaleProgram.Tell($"{name}", expiry + evaluation, "s", full ? expiryBare + tiersBare : null, engine, members);
        ScaleProgram.Tell($"{name}_lots", Convert.ToDouble(expired.Lots), "lots", null, engine, members);
        ScaleProgram.Tell($"{name}_looked", tiers.Looked, "members", null, engine, members);
        ScaleProgram.Tell($"{name}_changed", tiers.Up + tiers.Down + tiers.Kept, "changes", null, engine, members);
        return 0;
    }

    /// <summary>One member in a hundred buys something by the product's own way.</summary>
    private static async Task BuyAsync(Retailer retailer, int members, CancellationToken ct)
    {
        var at = BigRetailerSales.Today.ToDateTime(new TimeOnly(10, 0), DateTimeKind.Utc);
        var drafts = Enumerable.Range(0, Math.Max(1, members / 100)).Select(i => new PurchaseDraft("till", $"D{i}", PurchaseKind.Purchase, 1 + (i * 100L % members), 1, Channel.Store, at.AddSeconds(i),
            BigRetailerSales.Today, 0, [new LineDraft(1 + (i % BigRetailerSales.Products), LineKind.Goods, 1, 1_000 + (i * 7919 % 20_000))], Payment: "pin"));
        foreach (var part in drafts.Chunk(2_000))
        {
            await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, part, ct), ct, Lane.Job);
        }
    }

    /// <summary>Seconds for the statements up to the commit, which is then not made.</summary>
    private static async Task<double> BareAsync(StudioData data, IReadOnlyList<string> statements, DateOnly night, CancellationToken ct)
    {
        var seconds = 0.0;
        await data.AloneAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var started = Stopwatch.GetTimestamp();
            foreach (var statement in statements)
            {
                await using var command = db.Command(statement.Replace("@night", $"'{night:yyyy-MM-dd}'", StringComparison.Ordinal));
                await command.ExecuteNonQueryAsync(ct);
            }

            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await transaction.RollbackAsync(ct);
        }, ct);
        return seconds;
    }
}

/// <summary>The reference programme as plain SQL: twelve months of points, 500/400 and 1500/1200, twelve months of validity to the end of the month, one step down.</summary>
internal static class NightlyBare
{
    internal static IReadOnlyList<string> Expiry(string engine) =>
    [
        $"CREATE TEMP TABLE due AS SELECT id, member_id, remaining, expires_on, row_number() OVER (ORDER BY expires_on, id) AS n FROM point_lot WHERE expires_on < @night AND remaining > 0",
        $"""
        INSERT INTO ledger_entry (id, member_id, kind, points, occurred_at, business_date, recorded_at, actor, reason, source_type, source_id, line, content_hash)
        SELECT (SELECT max(id) FROM ledger_entry) + n, member_id, 'Expiry', -remaining, {Now(engine)}, {NextDay(engine)}, {Now(engine)}, 'job scale', 'Points expired', 'lot', CAST(id AS text), 0, 'x' FROM due
        """,
        "INSERT INTO lot_movement (id, entry_id, lot_id, points) SELECT (SELECT coalesce(max(id), 0) FROM lot_movement) + n, (SELECT max(id) FROM ledger_entry) - (SELECT max(n) FROM due) + n, id, -remaining FROM due",
        "UPDATE point_balance SET total = total - d.points FROM (SELECT member_id, sum(remaining) AS points FROM due GROUP BY member_id) d WHERE point_balance.member_id = d.member_id",
        "UPDATE point_lot SET remaining = 0 WHERE expires_on < @night AND remaining > 0",
        "DROP TABLE due",
    ];

    internal static IReadOnlyList<string> Tiers(string engine) =>
    [
        $"""
        CREATE TEMP TABLE moved AS
        SELECT p.member_id, coalesce(t.tier, 'brons') AS from_tier, CASE WHEN t.valid_until < @night AND p.kept < CASE t.tier WHEN 'goud' THEN 1200 ELSE 400 END
                 THEN CASE WHEN t.tier = 'goud' THEN 'zilver' ELSE 'brons' END
                 WHEN p.points >= 1500 THEN 'goud' WHEN p.points >= 500 AND coalesce(t.tier, 'brons') = 'brons' THEN 'zilver' ELSE coalesce(t.tier, 'brons') END AS to_tier,
               p.points, row_number() OVER () AS n
        FROM (SELECT member_id, sum(points) AS points, sum(CASE WHEN qualifies_on < @night THEN points ELSE 0 END) AS kept FROM ledger_entry
              WHERE qualifies_on > {YearBefore(engine)} AND qualifies_on <= @night GROUP BY member_id) p
        LEFT JOIN member_tier t ON t.member_id = p.member_id
        WHERE t.valid_until < @night OR (p.points >= 500 AND coalesce(t.tier, 'brons') = 'brons') OR (p.points >= 1500 AND t.tier <> 'goud')
        UNION ALL
        SELECT t.member_id, t.tier, CASE WHEN t.tier = 'goud' THEN 'zilver' ELSE 'brons' END, 0, 0 FROM member_tier t
        WHERE t.valid_until < @night AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.member_id = t.member_id AND e.qualifies_on > {YearBefore(engine)} AND e.qualifies_on <= @night)
        """,
        """
        INSERT INTO tier_change (id, member_id, from_tier, to_tier, "on", valid_until, metric, version_id, cause, reason, recorded_at)
        SELECT (SELECT max(id) FROM tier_change) + row_number() OVER (), member_id, from_tier, to_tier, @night, CASE WHEN to_tier = 'brons' THEN NULL ELSE '2027-11-30' END, points, 1,
               CASE WHEN from_tier = to_tier THEN 'kept' ELSE 'changed' END, 'Points', '2026-12-01 04:00:00' FROM moved
        """.Replace("CASE WHEN to_tier = 'brons' THEN NULL ELSE '2027-11-30' END", engine == Engines.Sqlite ? "CASE WHEN to_tier = 'brons' THEN NULL ELSE '2027-11-30' END" : "CASE WHEN to_tier = 'brons' THEN NULL ELSE DATE '2027-11-30' END", StringComparison.Ordinal)
            .Replace("'2026-12-01 04:00:00' FROM", engine == Engines.Sqlite ? "'2026-12-01 04:00:00' FROM" : "TIMESTAMPTZ '2026-12-01 04:00:00' FROM", StringComparison.Ordinal)
            .Replace("to_tier, @night,", engine == Engines.Sqlite ? "to_tier, @night," : "to_tier, DATE @night,", StringComparison.Ordinal),
        $"""
        INSERT INTO member_tier (member_id, tier, since, valid_until)
        SELECT member_id, to_tier, {(engine == Engines.Sqlite ? "@night" : "DATE @night")}, CASE WHEN to_tier = 'brons' THEN NULL ELSE {(engine == Engines.Sqlite ? "" : "DATE ")}'2027-11-30' END FROM moved WHERE true
        ON CONFLICT (member_id) DO UPDATE SET tier = excluded.tier, since = CASE WHEN member_tier.tier = excluded.tier THEN member_tier.since ELSE excluded.since END, valid_until = excluded.valid_until
        """,
        "DROP TABLE moved",
    ];

    private static string Now(string engine) => engine == Engines.Sqlite ? "'2026-12-01 04:00:00'" : "TIMESTAMPTZ '2026-12-01 04:00:00'";

    private static string NextDay(string engine) => engine == Engines.Sqlite ? "date(expires_on, '+1 day')" : "expires_on + 1";

    private static string YearBefore(string engine) => engine == Engines.Sqlite ? "date(@night, '-12 months')" : "DATE @night - INTERVAL '12 months'";
}
