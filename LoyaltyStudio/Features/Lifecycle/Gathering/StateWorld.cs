using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Deciding;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Programme;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Gathering;

/// <summary>What is the same for all members on a day: settings, groups, the highest tier, and from which spend one is a top spender.</summary>
internal sealed class StateWorld(LifecycleSettings settings, Dictionary<(string Category, string StoreKind), StateGroup> groups, long topSpendCents, string? topTier, Dictionary<long, string> storeKinds, DateOnly today)
{
    /// <summary>A group with fewer gaps says too little; everybody together is taken then.</summary>
    internal const int LeastGaps = 30;

    internal LifecycleSettings Settings => settings;
    internal DateOnly Today => today;
    internal long TopSpendCents => topSpendCents;

    /// <summary>The day of the last run; 0 before the first.</summary>
    internal int LastRunDay { get; private init; }

    internal string KindOf(long? store) => store is { } id ? storeKinds.GetValueOrDefault(id, "") : "";

    internal double GroupDays(string category, string storeKind) =>
        groups.TryGetValue((category, storeKind), out var own) && own.Gaps >= LeastGaps ? own.MedianDays
        : groups.TryGetValue(("", ""), out var all) && all.Gaps >= LeastGaps ? all.MedianDays
        : settings.StartDays;

    internal bool IsTop(string? tier) => topTier is not null && tier == topTier;

    /// <summary>The world with the groups as they were measured last, or the given ones.</summary>
    internal static async Task<StateWorld> ReadAsync(StudioDb db, LifecycleSettings settings, DateOnly today, Dictionary<(string, string), StateGroup>? groups, long? topSpendCents, CancellationToken ct)
    {
        var content = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content;
        return new StateWorld(settings, groups ?? await db.Set<StateGroup>().AsNoTracking().ToDictionaryAsync(g => (g.Category, g.StoreKind), ct),
            topSpendCents ?? await db.Set<StateRun>().AsNoTracking().OrderByDescending(r => r.Id).Select(r => r.TopSpendCents).FirstOrDefaultAsync(ct),
            content is { Tiers.Count: > 1 } ? content.Tiers[^1].Code : null, await KindsAsync(db, ct), today)
        {
            LastRunDay = await db.Set<StateRun>().OrderByDescending(r => r.Id).Select(r => (DateOnly?)r.On).FirstOrDefaultAsync(ct) is { } on ? on.DayNumber : 0,
        };
    }

    internal static async Task<Dictionary<long, string>> KindsAsync(StudioDb db, CancellationToken ct) =>
        (await db.Set<Access.Model.Store>().AsNoTracking().Select(s => new { s.Id, s.Kind }).ToListAsync(ct)).ToDictionary(s => s.Id, s => s.Kind.ToString());

    /// <summary>Everything that decides about one member.</summary>
    internal StateFacts Facts(in PersonRow person, string category, Histories histories, Signals signals, Span<ushort> scratch, out double rhythm)
    {
        var gaps = histories.Gaps(person.Id);
        var (firstKept, lastKept, spend) = histories.Of(person.Id);
        var last = Math.Max(lastKept, person.LastDay <= today.DayNumber ? person.LastDay : 0);
        var group = GroupDays(category, KindOf(person.StoreId));
        rhythm = last == 0 ? 0 : Math.Max(1, RhythmPolicy.Of(gaps, group, settings.GroupWeight, scratch));
        var score = signals.Score(person.Id);
        return new StateFacts
        {
            Cancelled = person.Cancelled, Unsubscribed = signals.Unsubscribed(person.Id), FirstDay = person.FirstDay is > 0 and var first && first <= last ? first : firstKept, LastDay = last,
            Purchases = person.Purchases, Rhythm = rhythm, BackDay = RhythmPolicy.BackDay(gaps, lastKept, group, settings, today.DayNumber, scratch), ComplaintDay = signals.ComplaintDay(person.Id),
            LowScoreDay = score.Day > 0 && score.Score <= settings.LowScore ? score.Day : 0, BrokenDay = signals.BrokenDay(person.Id), TopTier = IsTop(person.Tier),
            TopSpender = topSpendCents > 0 && spend >= topSpendCents, Recommends = (score.Day > 0 && score.Score >= settings.HighScore) || signals.Referred(person.Id),
        };
    }
}

/// <summary>A member as the decision needs one, with the state so far.</summary>
internal readonly record struct PersonRow(long Id, bool Cancelled, long? StoreId, int EnrolledDay, int FirstDay, int LastDay, int Purchases, string? Tier, KnownState? Known)
{
    /// <summary>Those who have joined by a day.</summary>
    internal static async Task<List<PersonRow>> ReadAsync(StudioDb db, MemberRange range, DateOnly today, CancellationToken ct)
    {
        var day = today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var people = new List<PersonRow>();
        using var rows = await db.BulkReadAsync($"""
            SELECT m.id, m.status = 'Cancelled', m.home_store_id, m.enrolled_on, s.first_purchase_on, s.last_purchase_on, s.purchase_count, t.tier, st.state, st.since, st.cause
            FROM member m LEFT JOIN member_stat s ON s.member_id = m.id LEFT JOIN member_tier t ON t.member_id = m.id LEFT JOIN member_state st ON st.member_id = m.id
            WHERE m.status <> 'Erased' AND m.enrolled_on <= '{day}' AND {range.On("m.id")} ORDER BY m.id
            """, ct);
        while (rows.Read())
        {
            people.Add(new PersonRow(rows.Number(0), rows.Number(1) == 1, rows.IsNull(2) ? null : rows.Number(2), rows.Day(3), rows.IsNull(4) ? 0 : rows.Day(4), rows.IsNull(5) ? 0 : rows.Day(5),
                rows.IsNull(6) ? 0 : (int)rows.Number(6), rows.IsNull(7) ? null : Share(rows.Text(7)), rows.IsNull(8) ? null : new KnownState(Enum.Parse<LifecycleState>(Share(rows.Text(8))), rows.Day(9), Share(rows.Text(10)))));
        }

        return people;
    }

    /// <summary>The same few words come a million times.</summary>
    private static string Share(string text) => string.Intern(text);
}

internal readonly record struct KnownState(LifecycleState State, int SinceDay, string Cause);
