using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Segments.Rfm;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Counting segments on the big retailer beside one statement that a person would write, and the nightly refresh of fifty segments beside fifty such statements.</summary>
internal static class SegmentScale
{
    private static readonly DateOnly Today = BigRetailerSales.Today;
    private static readonly SegmentPeriod Year = new(LastDays: 365);

    /// <summary>Name, definition, and the same as one statement.</summary>
    private static IEnumerable<(string Name, SegmentNode Root, string Bare)> Counts()
    {
        yield return ("typical", SegmentNode.All(SegmentNode.Of("tier", SegmentTest.Is, "goud"), SegmentNode.Of("purchases.last", SegmentTest.LongerAgo, "90"), SegmentNode.Of("consent.email", SegmentTest.Is, "true")),
            $"SELECT count(*) FROM member m JOIN member_tier t ON t.member_id = m.id AND t.tier = 'goud' JOIN member_stat s ON s.member_id = m.id AND s.last_purchase_on <= '{Today.AddDays(-90):yyyy-MM-dd}' WHERE m.status = 'Active' AND m.email_consent");
        yield return ("typical_wide", SegmentNode.All(SegmentNode.Of("points.balance", SegmentTest.AtLeast, "100"), SegmentNode.Of("purchases.count", SegmentTest.AtLeast, "3"), SegmentNode.Of("language", SegmentTest.Is, "nl")),
            "SELECT count(*) FROM member m JOIN point_balance b ON b.member_id = m.id AND b.total >= 100 JOIN member_stat s ON s.member_id = m.id AND s.purchase_count >= 3 WHERE m.status = 'Active' AND m.language = 'nl'");
        yield return ("category_year", SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 2, Year, SegmentNode.Of("category", SegmentTest.Is, "Koken"))),
            $"SELECT count(*) FROM (SELECT l.buyer_id FROM product p CROSS JOIN purchase_line l JOIN member m ON m.id = l.buyer_id WHERE l.product_id = p.id AND p.category = 'Koken' AND l.bought_on > '{Today.AddDays(-365):yyyy-MM-dd}' AND l.bought_on <= '{Today:yyyy-MM-dd}' AND m.status = 'Active' GROUP BY l.buyer_id HAVING count(DISTINCT l.purchase_id) >= 2) x");
        yield return ("brand_ever", SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 1, null, SegmentNode.Of("brand", SegmentTest.Is, "Fjell", "Grutto"))),
            "SELECT count(DISTINCT l.buyer_id) FROM product p CROSS JOIN purchase_line l WHERE l.product_id = p.id AND l.buyer_id IS NOT NULL AND p.brand IN ('Fjell', 'Grutto')");
        yield return ("channel_store_year", SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 3, Year, SegmentNode.Of("channel", SegmentTest.Is, "Store"), SegmentNode.Of("store", SegmentTest.Is, "3", "4"))),
            $"SELECT count(*) FROM (SELECT member_id FROM purchase WHERE kind = 'Purchase' AND channel = 'Store' AND store_id IN (3, 4) AND member_id IS NOT NULL AND business_date > '{Today.AddDays(-365):yyyy-MM-dd}' GROUP BY member_id HAVING count(*) >= 3) x");
        yield return ("spend_year", SegmentNode.All(new SegmentNode { Event = "purchase", Measure = SegmentMeasure.Sum, Test = SegmentTest.AtLeast, Values = ["50000"], Period = Year }),
            $"SELECT count(*) FROM (SELECT member_id FROM purchase WHERE kind = 'Purchase' AND member_id IS NOT NULL AND business_date > '{Today.AddDays(-365):yyyy-MM-dd}' GROUP BY member_id HAVING sum(kept_cents) >= 50000) x");
        yield return ("nested", SegmentNode.All(
                SegmentNode.Any(SegmentNode.Of("tier", SegmentTest.Is, "goud"), SegmentNode.Of("spend.total", SegmentTest.AtLeast, "80000")),
                SegmentNode.None(SegmentNode.Of("birthday", SegmentTest.NextDays, "14"), SegmentNode.Times("purchase", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: 30), SegmentNode.Of("category", SegmentTest.Is, "Tuin")), SegmentNode.Of("age", SegmentTest.AtMost, "30"))), "");
        yield return ("category_by_channel", SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 1, Year, SegmentNode.Of("category", SegmentTest.Is, "Koken"), SegmentNode.Of("channel", SegmentTest.Is, "Web"))), "");
    }

    internal static async Task<int> CountAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        await using var retailer = await BigRetailer.OpenAsync(engine, members, folder, ct);
        foreach (var (name, root, bare) in Counts())
        {
            var (best, count) = (double.MaxValue, 0);
            for (var i = 0; i < 3; i++)
            {
                var started = Stopwatch.GetTimestamp();
                count = (await retailer.Get<SegmentQuery>().MembersOfAsync(new SegmentDefinition(root), Today, ct)).Count;
                best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            var (plain, bareCount) = bare.Length == 0 ? (0, count) : await BareAsync(retailer, bare, ct);
            ScaleProgram.Tell($"segment_count_{name}", best, "ms", plain > 0 ? plain : null, engine, members);
            ScaleProgram.Tell($"segment_count_{name}_members", count, "members", bareCount, engine, members);
        }

        return 0;
    }

    private static async Task<(double Milliseconds, long Count)> BareAsync(Retailer retailer, string sql, CancellationToken ct)
    {
        var (best, count) = (double.MaxValue, 0L);
        await using var db = retailer.Data.Read();
        for (var i = 0; i < 3; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var command = db.Command(sql);
            count = Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (best, count);
    }

    /// <summary>Fifty segments as a retailer has them: tiers by absence, categories, brands, spend, birthdays, scores.</summary>
    private static IEnumerable<(SegmentNode Root, string Bare)> Fifty()
    {
        string Day(int back) => Today.AddDays(-back).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < 50; i++)
        {
            var (days, tier) = (30 + (15 * (i / 5)), i % 2 == 0 ? "goud" : "zilver");
            yield return (i % 5) switch
            {
                0 or 1 => (SegmentNode.All(SegmentNode.Of("tier", SegmentTest.Is, tier), SegmentNode.Of("purchases.last", SegmentTest.LongerAgo, $"{days}")),
                    $"SELECT m.id FROM member m JOIN member_tier t ON t.member_id = m.id AND t.tier = '{tier}' JOIN member_stat s ON s.member_id = m.id AND s.last_purchase_on <= '{Day(days)}' WHERE m.status = 'Active'"),
                2 => (SegmentNode.All(SegmentNode.Times("purchase", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: days), SegmentNode.Of("category", SegmentTest.Is, Category(i)))),
                    $"SELECT DISTINCT l.buyer_id AS id FROM product p CROSS JOIN purchase_line l JOIN member m ON m.id = l.buyer_id WHERE l.product_id = p.id AND p.category = '{Category(i)}' AND l.bought_on > '{Day(days)}' AND l.bought_on <= '{Day(0)}' AND m.status = 'Active'"),
                3 => (SegmentNode.All(SegmentNode.Of("consent.email", SegmentTest.Is, "true"), SegmentNode.Of("spend.total", SegmentTest.AtLeast, $"{days * 400}")),
                    $"SELECT m.id FROM member m JOIN member_stat s ON s.member_id = m.id AND s.net_cents >= {days * 400} WHERE m.status = 'Active' AND m.email_consent"),
                _ => (SegmentNode.All(SegmentNode.Of("points.balance", SegmentTest.AtLeast, $"{days}"), SegmentNode.Of("enrolled", SegmentTest.LongerAgo, $"{days}")),
                    $"SELECT m.id FROM member m JOIN point_balance b ON b.member_id = m.id AND b.total >= {days} WHERE m.status = 'Active' AND m.enrolled_on <= '{Day(days)}'"),
            };
        }
    }

    private static string Category(int i) => BigRetailerSales.Catalogue[i / 5].Category;

    internal static async Task<int> NightlyAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        await using var database = await kept.CopyAsync();
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await retailer.Data.MigrateAsync(ct);
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(Fifty().Select((s, i) => new Segment { Id = 1_001 + i, Code = $"s{i}", Name = $"Segment {i}", Definition = new SegmentDefinition(s.Root).ToJson(), Author = "scale" }));
            await db.SaveChangesAsync(ct);
        }, ct);
        var rfm = await TimeAsync(() => retailer.Get<RefreshRfm>().RunAsync(Actor.Job("scale"), Today, ct));
        var first = await TimeAsync(() => retailer.Get<RefreshSegments>().RunAsync(Actor.Job("scale"), Today, null, ct));
        var again = await TimeAsync(() => retailer.Get<RefreshSegments>().RunAsync(Actor.Job("scale"), Today.AddDays(1), null, ct));
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000.0;
        var places = await retailer.ReadAsync(db => db.Set<SegmentMember>().LongCountAsync(ct));
        await retailer.Data.WriteAsync(db => db.Set<SegmentMember>().ExecuteDeleteAsync(ct), ct);
        var bareTime = await TimeAsync(() => BareNightAsync(retailer, ct));
        ScaleProgram.Tell("segments_nightly_rfm", rfm, "s", null, engine, members);
        ScaleProgram.Tell("segments_nightly_full", first, "s", bareTime, engine, members);
        ScaleProgram.Tell("segments_nightly_next", again, "s", null, engine, members);
        ScaleProgram.Tell("segments_nightly_places", places, "places", await retailer.ReadAsync(db => db.Set<SegmentMember>().LongCountAsync(ct)), engine, members);
        ScaleProgram.Tell("segments_nightly_memory", memory, "MB", null, engine, members);
        return 0;
    }

    /// <summary>One insert per segment, each in a transaction of its own.</summary>
    private static async Task BareNightAsync(Retailer retailer, CancellationToken ct)
    {
        foreach (var (sql, i) in Fifty().Select((s, i) => (s.Bare, i)))
        {
            await retailer.Data.WriteAsync(async db =>
            {
                await using var command = db.Command($"INSERT INTO segment_member (segment_id, member_id, since) SELECT {1_001 + i}, x.id, {(db.IsSqlite ? $"'{Today:yyyy-MM-dd}'" : $"DATE '{Today:yyyy-MM-dd}'")} FROM ({sql}) x");
                await command.ExecuteNonQueryAsync(ct);
            }, ct, Lane.Job);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
