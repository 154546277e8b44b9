using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>
/// What rules with limits gave before and may still give, for some members in one transaction. Limits are used up in the order in which purchases are
/// recorded; what a return takes back is free again. On PostgreSQL the row of a rule's total is locked, so that a budget is never given twice.
/// </summary>
internal sealed class RuleBudget
{
    private readonly StudioDb db;
    private readonly Dictionary<string, PointRule> rules;
    private readonly Dictionary<(long Member, string Rule, DateOnly On), long> perDay;
    private readonly Dictionary<(long Member, string Rule), long> perMember;
    private readonly Dictionary<string, long> totals;
    private readonly Dictionary<(long Member, string Rule, DateOnly On), long> changes = [];

    private RuleBudget(StudioDb db, Dictionary<string, PointRule> rules, List<RuleUse> uses, Dictionary<string, long> totals)
    {
        this.db = db;
        this.rules = rules;
        this.totals = totals;
        perDay = uses.ToDictionary(u => (u.MemberId, u.RuleId, u.On), u => u.Points);
        perMember = uses.GroupBy(u => (u.MemberId, u.RuleId)).ToDictionary(g => g.Key, g => g.Sum(u => u.Points));
    }

    /// <param name="programmes">The versions under which something may be counted, returns of old purchases included.</param>
    /// <param name="judging">Those of them that judge something new: only their budgets are locked, so that tills do not wait for each other without need.</param>
    internal static Task<RuleBudget> LoadAsync(StudioDb db, IEnumerable<LiveProgramme> programmes, IEnumerable<LiveProgramme> judging, IReadOnlyCollection<long> members, CancellationToken ct) =>
        LoadAsync(db, programmes.Select(p => p.Content), members, [.. judging.SelectMany(p => EarningPlan.Of(p.Content).Limited).Where(r => r.Limits.Budget is not null).Select(r => r.Id).Distinct().Order(StringComparer.Ordinal)], ct);

    /// <summary>The same for looking only: nothing is locked and nothing may be saved.</summary>
    internal static Task<RuleBudget> LookAsync(StudioDb db, ProgrammeContent content, IReadOnlyCollection<long> members, CancellationToken ct) => LoadAsync(db, [content], members, [], ct);

    private static async Task<RuleBudget> LoadAsync(StudioDb db, IEnumerable<ProgrammeContent> contents, IReadOnlyCollection<long> members, string[] held, CancellationToken ct)
    {
        var rules = new Dictionary<string, PointRule>(StringComparer.Ordinal);
        foreach (var rule in contents.SelectMany(c => EarningPlan.Of(c).Limited))
        {
            rules[rule.Id] = rule;
        }

        if (rules.Count == 0)
        {
            return new RuleBudget(db, rules, [], []);
        }

        var ids = rules.Keys.Order(StringComparer.Ordinal).ToArray();
        await LockAsync(db, held);
        var who = members.ToArray();
        var uses = await db.Set<RuleUse>().AsNoTracking().Where(u => who.Contains(u.MemberId) && ids.Contains(u.RuleId)).ToListAsync(ct);
        return new RuleBudget(db, rules, uses, await db.Set<RuleTotal>().AsNoTracking().Where(t => ids.Contains(t.RuleId)).ToDictionaryAsync(t => t.RuleId, t => t.Points, ct));
    }

    /// <summary>What the rules of a version may still give to a member on a day; null when none of them has such a limit.</summary>
    internal IReadOnlyDictionary<string, long>? Allowed(ProgrammeContent content, long member, DateOnly on)
    {
        var limited = EarningPlan.Of(content).Limited;
        return limited.Count == 0 ? null : limited.ToDictionary(r => r.Id, r => Left(r, member, on));
    }

    /// <summary>Notes what the rules gave (or what a return took back, as a negative number).</summary>
    internal void Gave(long member, DateOnly on, IReadOnlyList<PartPoints> parts, int sign)
    {
        foreach (var (id, points) in parts)
        {
            if (points != 0 && rules.ContainsKey(id))
            {
                Add(perDay, (member, id, on), sign * points);
                Add(perMember, (member, id), sign * points);
                Add(totals, id, sign * points);
                Add(changes, (member, id, on), sign * points);
            }
        }
    }

    internal async Task SaveAsync()
    {
        var rows = changes.Where(c => c.Value != 0).Select(c => new RuleUse { MemberId = c.Key.Member, RuleId = c.Key.Rule, On = c.Key.On, Points = c.Value }).ToList();
        await db.BulkUpsertAsync(rows, [], [nameof(RuleUse.Points)]);
        await db.BulkUpsertAsync(rows.GroupBy(r => r.RuleId).Select(g => new RuleTotal { RuleId = g.Key, Points = g.Sum(r => r.Points) }).ToList(), [], [nameof(RuleTotal.Points)]);
    }

    private long Left(PointRule rule, long member, DateOnly on)
    {
        var left = long.MaxValue;
        if (rule.Limits.PerDay is { } day)
        {
            left = Math.Min(left, day - perDay.GetValueOrDefault((member, rule.Id, on)));
        }

        if (rule.Limits.PerMember is { } whole)
        {
            left = Math.Min(left, whole - perMember.GetValueOrDefault((member, rule.Id)));
        }

        if (rule.Limits.Budget is { } budget)
        {
            left = Math.Min(left, budget - totals.GetValueOrDefault(rule.Id));
        }

        return Math.Max(0, left);
    }

    private static async Task LockAsync(StudioDb db, string[] ids)
    {
        if (db.IsSqlite || ids.Length == 0)
        {
            return;
        }

        await using var command = db.Command("""
            INSERT INTO rule_total (rule_id, points) SELECT i, 0 FROM unnest(@ids) i ON CONFLICT DO NOTHING;
            SELECT count(*) FROM (SELECT 1 FROM rule_total WHERE rule_id = ANY(@ids) ORDER BY rule_id FOR UPDATE) locked
            """).With("ids", ids);
        await command.ExecuteNonQueryAsync();
    }

    private static void Add<TKey>(Dictionary<TKey, long> sums, TKey key, long points)
        where TKey : notnull => sums[key] = sums.GetValueOrDefault(key) + points;
}
