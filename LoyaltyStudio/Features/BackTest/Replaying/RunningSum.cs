namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>Figures by day that answer "how much from this day to that day" by two look-ups: running totals, kept in order of day.</summary>
internal sealed class RunningSum
{
    private int[] days = new int[16];
    private long[] totals = new long[16];
    private int count;

    internal void Clear() => count = 0;

    internal void CopyFrom(RunningSum other)
    {
        if (days.Length < other.count)
        {
            (days, totals) = (new int[other.days.Length], new long[other.days.Length]);
        }

        count = other.count;
        other.days.AsSpan(0, count).CopyTo(days);
        other.totals.AsSpan(0, count).CopyTo(totals);
    }

    internal void Add(int day, long value)
    {
        var at = UpTo(day);
        if (at == 0 || days[at - 1] != day)
        {
            Insert(at, day);
            at++;
        }

        for (var i = at - 1; i < count; i++)
        {
            totals[i] += value;
        }
    }

    internal long Sum(int from, int to)
    {
        var end = count > 0 && days[count - 1] <= to ? count : UpTo(to);
        var begin = UpTo(from - 1);
        return (end == 0 ? 0 : totals[end - 1]) - (begin == 0 ? 0 : totals[begin - 1]);
    }

    private void Insert(int at, int day)
    {
        if (count == days.Length)
        {
            Array.Resize(ref days, count * 2);
            Array.Resize(ref totals, count * 2);
        }

        days.AsSpan(at, count - at).CopyTo(days.AsSpan(at + 1));
        totals.AsSpan(at, count - at).CopyTo(totals.AsSpan(at + 1));
        days[at] = day;
        totals[at] = at == 0 ? 0 : totals[at - 1];
        count++;
    }

    /// <summary>How many of the days lie at or before this one.</summary>
    private int UpTo(int day)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (days[middle] <= day)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
