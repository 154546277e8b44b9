using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Reading;

/// <summary>One goal as it stands today.</summary>
/// <param name="Have">Points, cents or visits that count.</param>
/// <param name="From">The first day that counts.</param>
/// <param name="Until">The last day on which something may still be added; null where the window moves along or never ends.</param>
public sealed record TierGoalNow(TierMetric Metric, long Have, long Asked, TierWindow Window, DateOnly From, DateOnly? Until)
{
    public long Missing => Math.Max(0, Asked - Have);
}

/// <summary>One way to a tier: all of its goals together.</summary>
public sealed record TierWayNow(IReadOnlyList<TierGoalNow> Goals)
{
    public bool Fulfilled => Goals.All(g => g.Missing == 0);
}

/// <summary>Where a member stands, what the next tier and staying in this one take, and what will be after the next review.</summary>
/// <param name="Next">The tier above; null at the top.</param>
/// <param name="ToNext">The ways to it, the nearest first; each is enough.</param>
/// <param name="ToKeep">The ways to stay; empty where the tier has no last day.</param>
/// <param name="KeepUntil">The last day on which staying can still be earned, grace days included.</param>
/// <param name="Coming">A tier that is reached and begins on <paramref name="ComingOn"/>.</param>
/// <param name="ManualUntil">The last day of a tier that a person gave.</param>
public sealed record TierState(Tier Tier, DateOnly? Since, DateOnly? ValidUntil, Tier? Next, IReadOnlyList<TierWayNow> ToNext, IReadOnlyList<TierWayNow> ToKeep, DateOnly? KeepUntil,
    Tier? Coming, DateOnly? ComingOn, DateOnly? ManualUntil, TierOutlook Outlook)
{
    /// <summary>Whether what staying asks is done.</summary>
    public bool IsKept => ToKeep.Count == 0 || ToKeep.Any(w => w.Fulfilled);
}

/// <summary>Reads the tier of one member and the way to the next.</summary>
public static class TierOf
{
    /// <summary>Null while no programme is live.</summary>
    public static async Task<TierState?> ReadAsync(StudioDb db, long memberId, DateOnly today, CancellationToken ct) =>
        (await ReadAsync(db, [memberId], today, ct)).GetValueOrDefault(memberId);

    /// <summary>The same for many members at once; empty while no programme is live.</summary>
    public static async Task<IReadOnlyDictionary<long, TierState>> ReadAsync(StudioDb db, IReadOnlyCollection<long> memberIds, DateOnly today, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var ids = memberIds.Distinct().ToArray();
        if (timeline.On(today) is not { } live || ids.Length == 0)
        {
            return new Dictionary<long, TierState>();
        }

        var rows = await db.Set<MemberTier>().AsNoTracking().Where(t => ids.Contains(t.MemberId)).ToListAsync(ct);
        var standings = rows.ToDictionary(t => t.MemberId, TierRun.StandingOf);
        var since = await db.Set<Member>().Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.EnrolledOn }).ToDictionaryAsync(m => m.Id, m => m.EnrolledOn, ct);
        var earliest = standings.Values.SelectMany(s => new[] { s.ComingSince, s.ValidUntil }).OfType<DateOnly>().Append(today.AddMonths(-TierOutlook.PaceMonths)).Min();
        var metrics = await TierMetrics.LoadAsync(db, timeline, ids, TierMetrics.FirstDay(timeline, earliest), [], ct);
        return since.ToDictionary(m => m.Key, m => Of(standings.GetValueOrDefault(m.Key), timeline, live.Content, metrics.Of(m.Key), m.Value, today));
    }

    internal static TierState Of(TierStanding? now, ProgrammeTimeline timeline, ProgrammeContent content, TierMeasure measure, DateOnly since, DateOnly today)
    {
        var tier = content.TierOf(now?.Tier);
        var next = content.Tiers.ElementAtOrDefault(content.RankOf(tier.Code) + 1);
        var keepUntil = now?.ValidUntil?.AddDays(content.TierRule.GraceDays);
        return new TierState(tier, now?.Since, now?.ValidUntil, next,
            next is null ? [] : Ways(next, g => Now(g, g.Reach, measure, since, today, null)),
            now?.ValidUntil is { } until ? Ways(tier, g => Now(g, g.Keep, measure, since, until, keepUntil)) : [], keepUntil,
            now?.Coming is { } coming ? content.TierOf(coming) : null, now?.ComingOn, now?.ManualUntil >= today ? now.ManualUntil : null,
            TierOutlook.Of(now, timeline, measure, since, today));
    }

    private static List<TierWayNow> Ways(Tier tier, Func<TierGoal, TierGoalNow> measured) =>
        [.. tier.Ways.Select(w => new TierWayNow([.. w.Goals.Select(measured)])).OrderByDescending(w => w.Goals.Min(g => g.Asked == 0 ? 1 : Math.Min(1, (double)g.Have / g.Asked)))];

    private static TierGoalNow Now(TierGoal goal, long asked, TierMeasure measure, DateOnly since, DateOnly on, DateOnly? through)
    {
        var (from, to) = TierPolicy.Window(goal.Window, on, since);
        DateOnly? end = goal.Window.Kind switch
        {
            WindowKind.Calendar => BusinessCalendar.Ceiling(on, goal.Window.Unit),
            WindowKind.MembershipYear => from.AddYears(1).AddDays(-1),
            WindowKind.Rolling or WindowKind.Lifetime => null,
        };
        return new TierGoalNow(goal.Metric, measure(goal.Metric, from, through ?? to), asked, goal.Window, from, through ?? end);
    }
}
