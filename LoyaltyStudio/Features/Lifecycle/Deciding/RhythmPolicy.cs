using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Lifecycle.Deciding;

/// <summary>
/// The rhythm of a member: (n × median of the own gaps + w × median of the group) ÷ (n + w), where n is the number of gaps and w the weight of the group (semantics 8). A gap is the
/// number of days between two days on which something was bought.
/// </summary>
public static class RhythmPolicy
{
    public static double Of(ReadOnlySpan<ushort> gaps, double group, int weight, Span<ushort> scratch) =>
        gaps.Length + weight == 0 ? group : ((gaps.Length * Median(gaps, scratch)) + (weight * group)) / (gaps.Length + weight);

    /// <summary>The middle one, or the mean of the two in the middle; 0 of nothing.</summary>
    public static double Median(ReadOnlySpan<ushort> gaps, Span<ushort> scratch)
    {
        if (gaps.Length == 0)
        {
            return 0;
        }

        var sorted = scratch[..gaps.Length];
        gaps.CopyTo(sorted);
        sorted.Sort();
        var middle = gaps.Length / 2;
        return gaps.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    /// <summary>
    /// The last day of purchase that ended a time in which the member was lost, judged by the rhythm of the purchases before it. Only purchases within the days in which that still counts
    /// are looked at.
    /// </summary>
    /// <returns>The day, or 0.</returns>
    public static int BackDay(ReadOnlySpan<ushort> gaps, int lastDay, double group, LifecycleSettings s, int today, Span<ushort> scratch)
    {
        var day = lastDay;
        for (var i = gaps.Length - 1; i >= 0 && today - day <= s.ReturnedDays; i--)
        {
            var before = gaps[..i];
            if (gaps[i] >= s.LostDays || gaps[i] >= StatePolicy.Reaches(0, Of(before, group, s.GroupWeight, scratch), s.LostTenths))
            {
                return day;
            }

            day -= gaps[i];
        }

        return 0;
    }
}
