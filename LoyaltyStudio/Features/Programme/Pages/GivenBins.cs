using LoyaltyStudio.Features.Programme.Reading;

namespace LoyaltyStudio.Features.Programme.Pages;

/// <summary>Columns of a histogram of cheque values: each value its own while they are few, else equal steps.</summary>
public static class GivenBins
{
    public const int Most = 12;

    /// <param name="values">All values that occur, in cents.</param>
    /// <returns>The lowest and highest value of each column.</returns>
    public static IReadOnlyList<(long From, long To)> Of(IEnumerable<long> values)
    {
        var all = values.Distinct().Order().ToList();
        if (all.Count <= Most)
        {
            return [.. all.Select(v => (v, v))];
        }

        // Steps of values that members know: a whole number of the smallest distance between two cheques.
        var step = all.Zip(all.Skip(1), (a, b) => b - a).Min();
        var width = ((((all[^1] - all[0]) / step) + Most) / Most) * step;
        return [.. Enumerable.Range(0, Most).Select(i => (From: all[0] + (i * width), To: all[0] + ((i + 1) * width) - step)).Where(b => b.From <= all[^1]).Select(b => (b.From, Math.Min(b.To, all[^1])))];
    }

    public static IReadOnlyList<double> Count(IReadOnlyList<(long From, long To)> bins, IEnumerable<GivenValue> values)
    {
        var counts = new double[bins.Count];
        foreach (var value in values)
        {
            for (var i = 0; i < counts.Length; i++)
            {
                if (value.ValueCents >= bins[i].From && value.ValueCents <= bins[i].To)
                {
                    counts[i] += value.Count;
                    break;
                }
            }
        }

        return counts;
    }
}
