using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>
/// What one member bought, as the models ask for it. A purchase day is a day with at least one purchase of which something was kept and paid with money; two receipts of one day are one, returns
/// are none. Days are day numbers, amounts cents.
/// </summary>
/// <param name="Days">Purchase days in all.</param>
/// <param name="RepeatCents">Spent on all of them but the first.</param>
/// <param name="HeldFrom">Of which before the weeks that are held back for the test: number of days, the last of them, spent on repeats.</param>
/// <param name="Before">Purchase days in as many weeks before those, the first ever not counted.</param>
public readonly record struct MemberDays(long MemberId, int First, int Last, int Days, long FirstCents, long RepeatCents, int KnownDays, int KnownLast, long KnownRepeatCents, int Before)
{
    public int Repeats => Days - 1;
    public int Held => Days - KnownDays;
}

/// <summary>
/// Reads the purchase days of all active members: one pass over the index of purchases by member and day, two halves side by side, nothing kept but one row per member.
/// </summary>
public sealed class PurchaseDays(StudioData data)
{
    /// <param name="asOf">Purchases before this day count.</param>
    /// <param name="cut">The test weeks begin here.</param>
    /// <param name="before">The weeks before the test weeks begin here.</param>
    public async Task<MemberDays[]> ReadAsync(DateOnly asOf, DateOnly cut, DateOnly before, CancellationToken ct)
    {
        long last;
        HashSet<long> gone;
        await using (var db = data.Read())
        {
            last = await db.Set<Member>().MaxAsync(m => (long?)m.Id, ct) ?? 0;
            gone = [.. await db.Set<Member>().Where(m => m.Status != MemberStatus.Active).Select(m => m.Id).ToListAsync(ct)];
        }

        var middle = last / 2;
        var parts = await Task.WhenAll(new[] { $"member_id <= {middle}", $"member_id > {middle}" }
            .Select(half => Task.Run(() => HalfAsync(half, (asOf.DayNumber, cut.DayNumber, before.DayNumber), gone, ct), ct)));
        var rows = new MemberDays[parts[0].Count + parts[1].Count];
        parts[0].CopyTo(rows, 0);
        parts[1].CopyTo(rows, parts[0].Count);
        return rows;
    }

    /// <summary>The first day on which anybody bought anything, and the last before a day.</summary>
    public async Task<(DateOnly First, DateOnly Last)?> SpanAsync(DateOnly asOf, CancellationToken ct)
    {
        await using var db = data.Read();
        var purchases = db.Set<Purchases.Model.Purchase>().Where(p => p.BusinessDate < asOf);
        return await purchases.MinAsync(p => (DateOnly?)p.BusinessDate, ct) is { } first && await purchases.MaxAsync(p => (DateOnly?)p.BusinessDate, ct) is { } last ? (first, last) : null;
    }

    private async Task<List<MemberDays>> HalfAsync(string half, (int AsOf, int Cut, int Before) limits, HashSet<long> gone, CancellationToken ct)
    {
        await using var db = data.Read();
        using var rows = await db.BulkReadAsync($"SELECT member_id, business_date, kept_cents FROM purchase WHERE {half} AND kept_cents > 0 ORDER BY member_id, business_date", ct);
        var found = new List<MemberDays>();
        var now = default(Tally);
        for (var read = 0; rows.Read(); read++)
        {
            var (member, day) = (rows.Number(0), rows.Day(1));
            if (member != now.Member)
            {
                now.Close(found, gone);
                now = new Tally { Member = member };
            }

            if (day < limits.AsOf)
            {
                now.Add(day, rows.Number(2), limits.Cut, limits.Before);
            }

            if ((read & 0xFFFFF) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }
        }

        now.Close(found, gone);
        return found;
    }

    /// <summary>Counts one member's rows in order of day.</summary>
    private struct Tally
    {
        internal long Member;
        private int first, last, days, knownDays, knownLast, before;
        private long firstCents, repeatCents, knownRepeatCents;

        internal void Add(int day, long cents, int cut, int from)
        {
            if (day != last)
            {
                days++;
                first = days == 1 ? day : first;
                last = day;
                if (day < cut)
                {
                    knownDays++;
                    knownLast = day;
                    before += days > 1 && day >= from ? 1 : 0;
                }
            }

            if (day == first)
            {
                firstCents += cents;
                return;
            }

            repeatCents += cents;
            knownRepeatCents += day < cut ? cents : 0;
        }

        internal readonly void Close(List<MemberDays> found, HashSet<long> gone)
        {
            if (days > 0 && !gone.Contains(Member))
            {
                found.Add(new MemberDays(Member, first, last, days, firstCents, repeatCents, knownDays, knownLast, knownRepeatCents, before));
            }
        }
    }
}
