using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Segments.Rfm;

/// <summary>How many members were scored, and of how many a score changed.</summary>
public sealed record RfmRefresh(int Scored, int Changed);

/// <summary>
/// Scores everybody who ever bought, 1 to 5, against all others who did (recency, frequency, monetary value: A. M. Hughes, Strategic Database Marketing, 1994). Recency: the last purchase, the later the higher.
/// Frequency: purchases in the last 24 months. Monetary: what was kept of the purchases of those months. The score is 1 + ⌊5·w/n⌋, where n members are scored and w of them are strictly worse:
/// fifths of equal size where values differ, and whoever is equal gets the same score, so that a score never depends on the order of rows.
/// </summary>
public sealed class RfmScores
{
    /// <summary>Months whose purchases count for frequency and spend.</summary>
    public const int WindowMonths = 24;
}

/// <summary>Brings the scores to a day in one statement; only rows whose scores changed are written.</summary>
public sealed class RefreshRfm(StudioData data)
{
    private const string Scores = """
        SELECT f.member_id, 1 + 5 * (rank() OVER (ORDER BY f.last_on) - 1) / count(*) OVER () AS r, 1 + 5 * (rank() OVER (ORDER BY f.times) - 1) / count(*) OVER () AS f,
               1 + 5 * (rank() OVER (ORDER BY f.cents) - 1) / count(*) OVER () AS m
        FROM (SELECT s.member_id, s.last_purchase_on AS last_on, coalesce(p.times, 0) AS times, coalesce(p.cents, 0) AS cents
              FROM member_stat s JOIN member ON member.id = s.member_id AND member.status = 'Active'
              LEFT JOIN (SELECT member_id, sum(CASE WHEN kind = 'Purchase' THEN 1 ELSE 0 END) AS times, sum(kept_cents) AS cents FROM purchase
                         WHERE member_id IS NOT NULL AND business_date > @since AND business_date <= @today GROUP BY member_id) p ON p.member_id = s.member_id
              WHERE s.last_purchase_on IS NOT NULL) f
        """;

    public async Task<Outcome<RfmRefresh>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<RfmRefresh>>(async db =>
        {
            await using var fresh = db.Command($"""
                CREATE TEMP TABLE rfm_now AS {Scores.Replace("@since", Literal(asOf.AddMonths(-RfmScores.WindowMonths)), StringComparison.Ordinal).Replace("@today", Literal(asOf), StringComparison.Ordinal)}
                """);
            await fresh.ExecuteNonQueryAsync(ct);
            var written = await RunAsync(db, """
                INSERT INTO member_rfm (member_id, recency, frequency, monetary) SELECT member_id, r, f, m FROM rfm_now WHERE true
                ON CONFLICT (member_id) DO UPDATE SET recency = excluded.recency, frequency = excluded.frequency, monetary = excluded.monetary
                WHERE member_rfm.recency <> excluded.recency OR member_rfm.frequency <> excluded.frequency OR member_rfm.monetary <> excluded.monetary
                """, ct);
            var gone = await RunAsync(db, "DELETE FROM member_rfm WHERE member_id NOT IN (SELECT member_id FROM rfm_now)", ct);
            await using var count = db.Command("SELECT count(*) FROM rfm_now");
            var scored = Convert.ToInt32(await count.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
            await RunAsync(db, "DROP TABLE rfm_now", ct);
            return new RfmRefresh(scored, written + gone);
        }, ct, Lane.Job);
    }

    /// <summary>A date in the text of a statement that makes a table, which takes no parameters on PostgreSQL. Made of figures only.</summary>
    private static string Literal(DateOnly date) => $"'{date:yyyy-MM-dd}'";

    private static async Task<int> RunAsync(StudioDb db, string sql, CancellationToken ct)
    {
        await using var command = db.Command(sql);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
