using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Lifecycle.Gathering;

/// <summary>
/// When members bought, packed: per member the last day, the days between, and what was kept of the last 365 days. A million members with ten purchases each take some 50 MB.
/// Days on which nothing was kept (everything came back, or a cheque paid for all) are no part of a rhythm.
/// </summary>
internal sealed class Histories
{
    private readonly Dictionary<long, int> places = [];
    private readonly List<(int Start, int Count, int FirstDay, int LastDay, long SpendCents)> members = [];
    private ushort[] pool = new ushort[1024];
    private int used;

    /// <summary>As many as the longest history has gaps; for work that needs room.</summary>
    internal int Longest { get; private set; }

    internal IEnumerable<long> SpendOf => members.Select(m => m.SpendCents);

    internal ReadOnlySpan<ushort> Gaps(long member) => places.TryGetValue(member, out var at) ? pool.AsSpan(members[at].Start, members[at].Count) : [];

    internal (int FirstDay, int LastDay, long SpendCents) Of(long member) => places.TryGetValue(member, out var at) ? (members[at].FirstDay, members[at].LastDay, members[at].SpendCents) : default;

    internal static async Task<Histories> ReadAsync(StudioDb db, MemberRange range, DateOnly today, CancellationToken ct)
    {
        var histories = new Histories();
        var (now, year) = (today.DayNumber, today.AddDays(-365).DayNumber);
        using var rows = await db.BulkReadAsync($"SELECT member_id, business_date, kept_cents FROM purchase WHERE {range.On("member_id")} AND kept_cents > 0 ORDER BY member_id, business_date", ct);
        long member = 0, spend = 0;
        int first = 0, last = 0, start = 0;
        while (rows.Read())
        {
            var day = rows.Day(1);
            if (day > now)
            {
                continue;
            }

            if (rows.Number(0) != member)
            {
                histories.Close(member, start, first, last, spend);
                (member, spend, first, last, start) = (rows.Number(0), 0, day, day, histories.used);
            }
            else if (day > last)
            {
                histories.Add(day - last);
                last = day;
            }

            spend += day > year ? rows.Number(2) : 0;
        }

        histories.Close(member, start, first, last, spend);
        return histories;
    }

    private void Add(int gap)
    {
        if (used == pool.Length)
        {
            Array.Resize(ref pool, used * 2);
        }

        pool[used++] = (ushort)Math.Min(gap, ushort.MaxValue);
    }

    private void Close(long member, int start, int first, int last, long spend)
    {
        if (member > 0)
        {
            places.Add(member, members.Count);
            members.Add((start, used - start, first, last, spend));
            Longest = Math.Max(Longest, used - start);
        }
    }
}
