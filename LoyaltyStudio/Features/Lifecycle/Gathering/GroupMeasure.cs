using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Lifecycle.Gathering;

/// <summary>Measures the usual days between purchases per group, by counting how often each number of days occurs, and from which spend one is a top spender.</summary>
internal static class GroupMeasure
{
    private const int Longest = 4_000;

    internal static Dictionary<(string Category, string StoreKind), StateGroup> Groups(IEnumerable<(string Category, string StoreKind, long Member)> members, Histories histories)
    {
        var counts = new Dictionary<(string, string), long[]> { [("", "")] = new long[Longest + 1] };
        foreach (var (category, kind, member) in members)
        {
            var gaps = histories.Gaps(member);
            if (gaps.Length == 0)
            {
                continue;
            }

            var all = counts[("", "")];
            if (!counts.TryGetValue((category, kind), out var own))
            {
                counts[(category, kind)] = own = new long[Longest + 1];
            }

            foreach (var gap in gaps)
            {
                var days = Math.Min((int)gap, Longest);
                all[days]++;
                if (own != all)
                {
                    own[days]++;
                }
            }
        }

        return counts.ToDictionary(c => c.Key, c => new StateGroup { Category = c.Key.Item1, StoreKind = c.Key.Item2, Gaps = c.Value.Sum(), MedianDays = Median(c.Value) });
    }

    /// <summary>The least spend of the top percents of those who spent anything; 0 where nobody did.</summary>
    internal static long TopSpend(IEnumerable<long> spend, int percent)
    {
        var spent = spend.Where(c => c > 0).OrderDescending().ToArray();
        return spent.Length == 0 ? 0 : spent[Math.Clamp((int)Math.Ceiling(spent.Length * percent / 100.0) - 1, 0, spent.Length - 1)];
    }

    private static double Median(long[] counts)
    {
        var total = counts.Sum();
        return total == 0 ? 0 : (At(counts, (total - 1) / 2) + At(counts, total / 2)) / 2.0;
    }

    private static int At(long[] counts, long place)
    {
        for (var days = 0; days < counts.Length; days++)
        {
            place -= counts[days];
            if (place < 0)
            {
                return days;
            }
        }

        return 0;
    }
}
