using LoyaltyStudio.Data;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>The states in plain set-based statements: days, gaps and their medians by window functions, main category by sums, then one insert each of states and moves. Leaves out who came back and what people said.</summary>
internal static class StatesBare
{
    internal static Task RunAsync(StudioData data, DateOnly today, CancellationToken ct) => data.WriteAsync(async db =>
    {
        var day = today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (since, plus) = db.IsSqlite
            ? ((Func<string, string>)(d => $"CAST(julianday('{day}') - julianday({d}) AS integer)"), (Func<string, string, string>)((a, b) => $"CAST(julianday({a}) - julianday({b}) AS integer)"))
            : (d => $"(DATE '{day}' - {d})", (a, b) => $"({a} - {b})");
        foreach (var sql in Statements(day, since, plus, db.IsSqlite))
        {
            await using var command = db.Command(sql);
            await command.ExecuteNonQueryAsync(ct);
        }
    }, ct, Lane.Job);

    private static IEnumerable<string> Statements(string day, Func<string, string> since, Func<string, string, string> between, bool sqlite)
    {
        yield return $"CREATE TEMP TABLE b_gap AS SELECT member_id, {between("business_date", "before")} AS gap FROM (SELECT member_id, business_date, lag(business_date) OVER (PARTITION BY member_id ORDER BY business_date) AS before "
            + $"FROM (SELECT DISTINCT member_id, business_date FROM purchase WHERE member_id IS NOT NULL AND kept_cents > 0 AND business_date <= '{day}') d) g WHERE before IS NOT NULL";
        yield return "CREATE TEMP TABLE b_own AS SELECT member_id, max(n) AS n, avg(gap * 1.0) AS median FROM (SELECT member_id, gap, row_number() OVER (PARTITION BY member_id ORDER BY gap) AS place, count(*) OVER (PARTITION BY member_id) AS n FROM b_gap) g "
            + "WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY member_id";
        yield return "CREATE TEMP TABLE b_cat AS SELECT member_id, category FROM (SELECT l.buyer_id AS member_id, d.category, row_number() OVER (PARTITION BY l.buyer_id ORDER BY sum(l.amount_cents) DESC, d.category) AS place FROM purchase_line l "
            + "JOIN product d ON d.id = l.product_id WHERE l.buyer_id IS NOT NULL AND l.kind = 'Goods' AND d.category <> '' GROUP BY l.buyer_id, d.category) c WHERE place = 1";
        yield return "CREATE TEMP TABLE b_group AS SELECT category, kind, avg(gap * 1.0) AS median FROM (SELECT c.category, s.kind, g.gap, row_number() OVER (PARTITION BY c.category, s.kind ORDER BY g.gap) AS place, count(*) OVER (PARTITION BY c.category, s.kind) AS n "
            + "FROM b_gap g JOIN b_cat c ON c.member_id = g.member_id JOIN member m ON m.id = g.member_id JOIN store s ON s.id = m.home_store_id) x WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY category, kind";
        var rhythm = "(coalesce(o.n, 0) * coalesce(o.median, 0) + 3 * coalesce(g.median, 60)) / (coalesce(o.n, 0) + 3)";
        var ago = since("s.last_purchase_on");
        yield return $"""
            INSERT INTO member_state (member_id, state, since, cause, rhythm_days, gaps, category)
            SELECT id, CASE WHEN ago IS NULL THEN 'Unknown' WHEN first_ago <= 90 AND n <= 2 THEN 'New' WHEN ago >= 4 * rhythm OR ago >= 730 THEN 'Lost' WHEN ago >= 2.5 * rhythm THEN 'Lapsed' WHEN ago >= 1.5 * rhythm THEN 'Hesitating' ELSE 'Active' END,
                '{day}', 'bare', coalesce(rhythm, 0), gaps, category
            FROM (SELECT m.id, {ago} AS ago, {since("s.first_purchase_on")} AS first_ago, s.purchase_count AS n, {rhythm} AS rhythm, coalesce(o.n, 0) AS gaps, coalesce(c.category, '') AS category
                FROM member m LEFT JOIN member_stat s ON s.member_id = m.id LEFT JOIN b_own o ON o.member_id = m.id LEFT JOIN b_cat c ON c.member_id = m.id LEFT JOIN store h ON h.id = m.home_store_id
                LEFT JOIN b_group g ON g.category = c.category AND g.kind = h.kind) x
            """.Replace($"'{day}', 'bare'", sqlite ? $"'{day}', 'bare'" : $"DATE '{day}', 'bare'", StringComparison.Ordinal);
        yield return "INSERT INTO state_change (member_id, to_state, \"on\", cause) SELECT member_id, state, since, cause FROM member_state";
    }
}
