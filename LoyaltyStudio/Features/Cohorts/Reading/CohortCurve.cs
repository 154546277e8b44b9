using LoyaltyStudio.Features.Cohorts.Model;
using LoyaltyStudio.Features.Cohorts.Refreshing;

namespace LoyaltyStudio.Features.Cohorts.Reading;

/// <summary>The arithmetic of cohort curves. Pure.</summary>
internal static class CohortCurve
{
    /// <summary>
    /// The curve of a group of cohorts: of each month since the first purchase the members who bought, over those whose month is over. A running month is left out, for it would look like a fall.
    /// </summary>
    /// <param name="lastMonth">The month of the count, which runs.</param>
    internal static CohortRow Row(string key, string name, IReadOnlyList<CohortCell> cells, int lastMonth)
    {
        var sizes = cells.Where(c => c.Number == 0).GroupBy(c => c.Month).ToDictionary(g => g.Key, g => g.Sum(c => c.Members));
        var oldest = sizes.Count == 0 ? lastMonth : CohortTally.MonthOf(sizes.Keys.Min().DayNumber);
        var byNumber = cells.ToLookup(c => c.Number);
        var months = new List<CohortMonth>();
        // Revenue and visits so far: sums over the months, each over those who had it, so that younger cohorts do not pull the end of the curve down.
        var (cents, days) = (0.0, 0.0);
        for (var number = 0; number < Math.Max(1, lastMonth - oldest); number++)
        {
            var over = sizes.Where(s => number == 0 || CohortTally.MonthOf(s.Key.DayNumber) + number < lastMonth).ToDictionary();
            var members = over.Values.Sum();
            if (members == 0)
            {
                break;
            }

            var here = byNumber[number].Where(c => over.ContainsKey(c.Month)).ToList();
            (cents, days) = (cents + (here.Sum(c => c.Cents) / (double)members), days + (here.Sum(c => (double)c.Base) / members));
            months.Add(new CohortMonth(number, here.Sum(c => (double)c.Members) / members, cents, days));
        }

        return new CohortRow(key, name, sizes.Values.Sum(), months);
    }

    /// <summary>The middle of counts by steps, within its step by a straight line.</summary>
    internal static double Median(IReadOnlyList<(int UpTo, int Count)> steps)
    {
        var half = steps.Sum(s => (double)s.Count) / 2;
        var (below, from) = (0.0, 0);
        foreach (var (upTo, count) in steps)
        {
            if (count > 0 && below + count >= half)
            {
                return from + ((Math.Min(upTo, from + 730) - from) * (half - below) / count);
            }

            (below, from) = (below + count, upTo);
        }

        return 0;
    }
}
