using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Tests.Features.Lifecycle;

/// <summary>A member as the model keeps one: lists of what happened, nothing worked out.</summary>
internal sealed class NaiveMember
{
    internal bool Web { get; set; }
    internal bool Cancelled { get; set; }
    internal bool Unsubscribed { get; set; }
    internal NaiveMember? BroughtBy { get; set; }
    internal List<(DateOnly On, string Category, long Cents)> Purchases { get; } = [];
    internal List<DateOnly> OpenComplaints { get; } = [];
    internal List<(DateOnly On, int Score)> Answers { get; } = [];
    internal List<DateOnly> Broken { get; } = [];

    internal List<DateOnly> Days => [.. Purchases.Select(p => p.On).Distinct().Order()];

    internal List<int> Gaps => [.. Days.Zip(Days.Skip(1), (a, b) => b.DayNumber - a.DayNumber)];

    internal string Category => Purchases.GroupBy(p => p.Category).OrderByDescending(g => g.Sum(p => p.Cents)).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key ?? "";
}

/// <summary>The nine states worked out anew for everybody, as the semantics say it: the slow and plain way.</summary>
internal sealed class NaiveStates
{
    private readonly Dictionary<(string, bool), (double Median, int Count)> groups = [];
    private (double Median, int Count) everybody;
    private long top;

    /// <summary>What is measured once a month: the usual days of the groups, and from which spend one is among the top tenth.</summary>
    internal void Measure(IReadOnlyList<NaiveMember> members, DateOnly today)
    {
        groups.Clear();
        foreach (var group in members.GroupBy(m => (m.Category, m.Web)))
        {
            var gaps = group.SelectMany(m => m.Gaps).ToList();
            groups[group.Key] = (Median(gaps), gaps.Count);
        }

        var all = members.SelectMany(m => m.Gaps).ToList();
        everybody = (Median(all), all.Count);
        var spend = members.Select(m => Spend(m, today)).Where(c => c > 0).OrderDescending().ToList();
        top = spend.Count == 0 ? 0 : spend[(int)Math.Ceiling(spend.Count * 0.1) - 1];
    }

    internal LifecycleState Of(NaiveMember m, IReadOnlyList<NaiveMember> members, DateOnly today)
    {
        if (Back(m, today) is { } back && today.DayNumber - back.DayNumber <= 60)
        {
            return LifecycleState.Returned;
        }

        var answer = m.Answers.Count == 0 ? ((DateOnly On, int Score)?)null : m.Answers[^1];
        if (m.OpenComplaints.Count > 0 || (answer is { Score: <= 6 } low && today.DayNumber - low.On.DayNumber <= 90) || m.Broken.Any(b => today.DayNumber - b.DayNumber <= 90))
        {
            return LifecycleState.AtRisk;
        }

        if (m.Purchases.Count == 0)
        {
            return LifecycleState.Unknown;
        }

        if (today.DayNumber - m.Days[0].DayNumber <= 90 && m.Purchases.Count <= 2)
        {
            return LifecycleState.New;
        }

        var days = today.DayNumber - m.Days[^1].DayNumber;
        var times = days / Math.Max(1, Rhythm(m, m.Gaps));
        return times >= 4 - 1e-9 || days >= 730 || m.Unsubscribed || m.Cancelled ? LifecycleState.Lost
            : times >= 2.5 - 1e-9 ? LifecycleState.Lapsed
            : times >= 1.5 - 1e-9 ? LifecycleState.Hesitating
            : top > 0 && Spend(m, today) >= top && (answer is { Score: >= 9 } || members.Any(o => o.BroughtBy == m && o.Purchases.Count > 0)) ? LifecycleState.Ambassador
            : LifecycleState.Active;
    }

    private double Rhythm(NaiveMember m, List<int> gaps)
    {
        var group = groups.TryGetValue((m.Category, m.Web), out var own) && own.Count >= 30 ? own.Median : everybody.Count >= 30 ? everybody.Median : 60;
        return ((gaps.Count * Median(gaps)) + (3 * group)) / (gaps.Count + 3);
    }

    private DateOnly? Back(NaiveMember m, DateOnly today)
    {
        var (days, gaps) = (m.Days, m.Gaps);
        for (var i = gaps.Count - 1; i >= 0; i--)
        {
            if (gaps[i] >= 730 || gaps[i] >= (4 * Rhythm(m, gaps[..i])) - 1e-9)
            {
                return days[i + 1];
            }
        }

        return null;
    }

    private static long Spend(NaiveMember m, DateOnly today) => m.Purchases.Where(p => p.On > today.AddDays(-365)).Sum(p => p.Cents);

    private static double Median(List<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2.0;
    }
}
