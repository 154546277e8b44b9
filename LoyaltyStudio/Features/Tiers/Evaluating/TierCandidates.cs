using System.Data.Common;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>
/// Finds the members whose tier may change on a day, by one set-based statement each. May name too many, never too few: the policy decides about
/// those who are named.
/// </summary>
internal static class TierCandidates
{
    /// <summary>Members with a review, a coming tier or the end of a given tier behind them.</summary>
    internal static async Task<List<long>> DueAsync(StudioDb db, DateOnly asOf, CancellationToken ct) =>
        await db.Set<MemberTier>().Where(t => t.ValidUntil < asOf).Select(t => t.MemberId)
            .Union(db.Set<MemberTier>().Where(t => t.ComingOn <= asOf).Select(t => t.MemberId)).OrderBy(id => id).ToListAsync(ct);

    /// <summary>Members below a tier of which they may have reached what it asks on this day. Where SQLite must look at everybody, two halves at a time, since it uses one core for a statement.</summary>
    /// <param name="afterEntry">Only members with bookings after this one; null: everybody.</param>
    internal static async Task<List<long>> ReachedAsync(StudioData data, ProgrammeContent content, DateOnly on, long? afterEntry, CancellationToken ct)
    {
        var goals = content.Tiers.SelectMany(t => t.Ways).SelectMany(w => w.Goals).ToList();
        if (goals.Count == 0)
        {
            return [];
        }

        if (!data.IsSqlite || afterEntry is not null)
        {
            return await PartAsync(data, content, goals, on, afterEntry, null, ct);
        }

        long last;
        await using (var db = data.Read())
        {
            last = await db.Set<Member>().MaxAsync(m => (long?)m.Id, ct) ?? 0;
        }

        var parts = await Task.WhenAll(new[] { (0, last / 2), (last / 2, long.MaxValue) }.Select(ids => Task.Run(() => PartAsync(data, content, goals, on, null, ids, ct), ct)));
        return [.. parts.SelectMany(p => p)];
    }

    private static async Task<List<long>> PartAsync(StudioData data, ProgrammeContent content, List<TierGoal> goals, DateOnly on, long? afterEntry, (long After, long To)? ids, CancellationToken ct)
    {
        var found = new List<long>();
        await using var db = data.Read();
        await using var command = db.Command();
        command.CommandText = new Statement(command, content, goals, on, afterEntry, ids).Text();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetInt64(0));
        }

        return found;
    }

    /// <summary>Builds the statement: what counts per member and goal from the covering indexes, compared with what each higher tier asks.</summary>
    private sealed class Statement(DbCommand command, ProgrammeContent content, List<TierGoal> goals, DateOnly on, long? afterEntry, (long After, long To)? ids)
    {
        private readonly Dictionary<(TierMetric, TierWindow), string> columns = [];
        private int parameters;

        internal string Text()
        {
            var points = Part(goals.Where(g => g.Metric == TierMetric.Points), "ledger_entry", "qualifies_on", "points");
            var spend = Part(goals.Where(g => g.Metric != TierMetric.Points), "purchase", "business_date", "kept_cents");
            var from = (points, spend) switch
            {
                ({ } p, { } s) => $"member m LEFT JOIN ({p}) p ON p.member_id = m.id LEFT JOIN ({s}) s ON s.member_id = m.id LEFT JOIN member_tier t ON t.member_id = m.id",
                ({ } p, null) => $"({p}) p LEFT JOIN member_tier t ON t.member_id = p.member_id",
                (null, { } s) => $"({s}) s LEFT JOIN member_tier t ON t.member_id = s.member_id",
                _ => throw new InvalidOperationException("A goal has no metric."),
            };
            var id = points is not null && spend is not null ? "m.id" : points is not null ? "p.member_id" : "s.member_id";
            return $"SELECT {id} FROM {from} WHERE (t.manual_until IS NULL OR t.manual_until < {Value(on)}) AND ({string.Join(" OR ", Tiers())}){Among(id)} ORDER BY 1";
        }

        /// <summary>One condition per tier above the lowest: not there yet, and one of its ways fulfilled.</summary>
        private IEnumerable<string> Tiers()
        {
            for (var i = 1; i < content.Tiers.Count; i++)
            {
                var there = string.Join(", ", content.Tiers.Skip(i).Select(t => Value(t.Code)));
                var ways = content.Tiers[i].Ways.Select(w => string.Join(" AND ", w.Goals.Select(g => $"coalesce({columns[(g.Metric, g.Window)]}, 0) >= {Value(g.Reach)}")));

                // A tier on its way counts only where upgrades wait; a version that raises at once gives it now.
                var coming = content.TierRule.Upgrade == TierUpgrade.NextPeriod ? $" AND coalesce(t.coming, '') NOT IN ({there})" : "";
                yield return $"(coalesce(t.tier, '') NOT IN ({there}){coming} AND ({string.Join(" OR ", ways.Select(w => $"({w})"))}))";
            }
        }

        private string? Part(IEnumerable<TierGoal> own, string table, string day, string amount)
        {
            var wanted = own.Select(g => (g.Metric, g.Window)).Distinct().ToList();
            if (wanted.Count == 0)
            {
                return null;
            }

            // Of two windows that end on the same day the longer one holds the shorter; rows outside all of them are not read.
            var first = wanted.Min(w => FirstDay(w.Window));
            var sums = wanted.Select((w, i) =>
            {
                columns[w] = $"{(w.Metric == TierMetric.Points ? "p" : "s")}.g{i}";
                var value = w.Metric == TierMetric.Visits ? $"CASE WHEN {amount} > 0 THEN 1 ELSE 0 END" : amount;

                // A year of membership begins on another day for everybody; only what adds is counted over the longest that it can be, which is never too little.
                value = w.Window.Kind == WindowKind.MembershipYear ? $"CASE WHEN {amount} > 0 THEN {value} ELSE 0 END" : value;
                return FirstDay(w.Window) == first ? $"sum({value}) AS g{i}" : $"sum(CASE WHEN {day} >= {Value(FirstDay(w.Window))} THEN {value} ELSE 0 END) AS g{i}";
            });
            var recent = afterEntry is { } after ? $" AND member_id IN (SELECT member_id FROM ledger_entry WHERE id > {Value(after)})" : "";
            return $"SELECT member_id, {string.Join(", ", sums)} FROM {table} WHERE member_id IS NOT NULL AND {day} >= {Value(first)} AND {day} <= {Value(on)}{recent}{Among("member_id")} GROUP BY member_id";
        }

        private string Among(string id) => ids is var (after, to) ? $" AND {id} > {Value(after)} AND {id} <= {Value(to)}" : "";

        private DateOnly FirstDay(TierWindow window) => window.Kind == WindowKind.MembershipYear ? on.AddYears(-1) : TierPolicy.Window(window, on, on).From;

        private string Value(object value)
        {
            var name = $"v{++parameters}";
            command.With(name, value);
            return $"@{name}";
        }
    }
}
