using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>
/// Tells quickly whether a member may have reached a higher tier, by the same question that <see cref="TierPolicy"/> asks: only when it says yes is the
/// policy itself asked. It is the policy's windows that are used; the first day of each is worked out once for every day.
/// </summary>
internal sealed class TierGate
{
    private readonly Goal[][][] tiers;
    private readonly int firstDay;

    private readonly record struct Goal(TierMetric Metric, long Reach, TierWindow Window, int[]? From);

    internal TierGate(ProgrammeContent content, int firstDay, int lastDay)
    {
        this.firstDay = firstDay;
        tiers = [.. content.Tiers.Select(t => t.Ways.Select(w => w.Goals.Select(g => new Goal(g.Metric, g.Reach, g.Window, DaysOf(g.Window, firstDay, lastDay))).ToArray()).ToArray())];
    }

    internal bool MayRise(int rank, int day, int memberSince, IMeasures measures)
    {
        for (var i = tiers.Length - 1; i > rank; i--)
        {
            if (tiers[i].Length == 0)
            {
                return true;
            }

            foreach (var way in tiers[i])
            {
                if (Holds(way, day, memberSince, measures))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Holds(Goal[] way, int day, int memberSince, IMeasures measures)
    {
        foreach (ref readonly var goal in way.AsSpan())
        {
            var from = goal.From is { } days ? days[day - firstDay] : TierPolicy.Window(goal.Window, DateOnly.FromDayNumber(day), DateOnly.FromDayNumber(memberSince)).From.DayNumber;
            if (measures.Sum(goal.Metric, from, day) < goal.Reach)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Null where it differs from member to member.</summary>
    private static int[]? DaysOf(TierWindow window, int firstDay, int lastDay) => window.Kind == WindowKind.MembershipYear ? null
        : [.. Enumerable.Range(firstDay, lastDay - firstDay + 1).Select(d => TierPolicy.Window(window, DateOnly.FromDayNumber(d), DateOnly.FromDayNumber(d)).From.DayNumber)];
}

/// <summary>What a member did from one day to another.</summary>
internal interface IMeasures
{
    long Sum(TierMetric metric, int from, int to);
}
