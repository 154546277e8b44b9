using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>
/// What rules with limits may still give to a member, in one course. Limits per day and per member are exact. A budget is shared by all members in order of
/// time, so it is found in two goes: the first replays without it and notes what the rule gives on every day; the day on which the budget runs out follows
/// from that, and the second go gives nothing after it. On that day itself members are served in order of number.
/// </summary>
internal sealed class Allowance(Budgets budgets)
{
    private readonly Dictionary<(string Rule, int Day), long> days = [];
    private readonly Dictionary<string, long> whole = new(StringComparer.Ordinal);
    private readonly HashSet<string> once = new(StringComparer.Ordinal);

    internal void Begin()
    {
        days.Clear();
        whole.Clear();
        once.Clear();
    }

    /// <summary>Whether points for joining or the like were given before.</summary>
    internal bool Had(EventAct happened) => happened.OncePerMember && once.Contains(happened.Kind);

    internal void Gave(EventAct happened, long points)
    {
        if (happened.OncePerMember && points > 0)
        {
            once.Add(happened.Kind);
        }
    }

    internal void CopyFrom(Allowance other)
    {
        Begin();
        foreach (var (key, value) in other.days)
        {
            days[key] = value;
        }

        foreach (var (key, value) in other.whole)
        {
            whole[key] = value;
        }

        once.UnionWith(other.once);
    }

    internal IReadOnlyDictionary<string, long>? Allowed(EarningPlan plan, int day)
    {
        if (plan.Limited.Count == 0)
        {
            return null;
        }

        var allowed = new Dictionary<string, long>(plan.Limited.Count, StringComparer.Ordinal);
        foreach (var rule in plan.Limited)
        {
            var left = long.MaxValue;
            left = rule.Limits.PerDay is { } perDay ? Math.Min(left, perDay - days.GetValueOrDefault((rule.Id, day))) : left;
            left = rule.Limits.PerMember is { } perMember ? Math.Min(left, perMember - whole.GetValueOrDefault(rule.Id)) : left;
            left = rule.Limits.Budget is { } ? Math.Min(left, budgets.Left(rule.Id, day)) : left;
            allowed[rule.Id] = Math.Max(0, left);
        }

        return allowed;
    }

    internal void Gave(EarningPlan plan, int day, ReadOnlySpan<long> parts, int sign)
    {
        if (plan.Limited.Count == 0)
        {
            return;
        }

        foreach (var rule in plan.Limited)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] != 0 && plan.Parts[i] == rule.Id)
                {
                    var points = sign * parts[i];
                    days[(rule.Id, day)] = days.GetValueOrDefault((rule.Id, day)) + points;
                    whole[rule.Id] = whole.GetValueOrDefault(rule.Id) + points;
                    if (rule.Limits.Budget is { } budget)
                    {
                        budgets.Gave(rule.Id, budget, day, points);
                    }
                }
            }
        }
    }
}

/// <summary>The budgets of all rules in one course, shared by the members that are replayed side by side.</summary>
internal sealed class Budgets
{
    private readonly Lock sharing = new();
    private readonly Dictionary<string, SortedDictionary<int, long>> given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> sizes = new(StringComparer.Ordinal);
    private Dictionary<string, (int Day, long Left)>? ends;

    /// <summary>Whether a budget ran out, so that the last day was shared out by number of member.</summary>
    internal bool RanOut => ends is { Count: > 0 };

    internal long Left(string rule, int day)
    {
        if (ends is null || !ends.TryGetValue(rule, out var end) || day < end.Day)
        {
            return long.MaxValue;
        }

        lock (sharing)
        {
            return day > end.Day ? 0 : Math.Max(0, ends[rule].Left);
        }
    }

    internal void Gave(string rule, long budget, int day, long points)
    {
        lock (sharing)
        {
            if (ends is null)
            {
                sizes[rule] = budget;
                var days = given.TryGetValue(rule, out var known) ? known : given[rule] = [];
                days[day] = days.GetValueOrDefault(day) + points;
            }
            else if (ends.TryGetValue(rule, out var end) && end.Day == day)
            {
                ends[rule] = (day, end.Left - points);
            }
        }
    }

    /// <summary>Ends the first go: finds the day on which each budget runs out.</summary>
    internal void Close()
    {
        ends = new Dictionary<string, (int, long)>(StringComparer.Ordinal);
        foreach (var (rule, days) in given)
        {
            long sum = 0;
            foreach (var (day, points) in days)
            {
                if (sum + points > sizes[rule])
                {
                    ends[rule] = (day, sizes[rule] - sum);
                    break;
                }

                sum += points;
            }
        }
    }
}
