using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>Reads what happened besides purchases: events and cheques; and what the books hold now. Puts everything that stands between purchases in its place.</summary>
internal sealed class SmallFacts(MemberTable members, BusinessCalendar calendar, List<long> storeIds, DateOnly from)
{
    private readonly List<Between> waiting = [];

    internal List<EventAct> Events { get; } = [];
    internal List<ChequeFact> Cheques { get; } = [];
    internal List<IssuedRun> Runs { get; } = [];
    internal List<ActChunk?> Chunks { get; } = [];
    internal int ChequesBooked { get; private set; }
    internal long ChequesBookedCents { get; private set; }

    internal async Task ReadAsync(StudioDb db, CancellationToken ct)
    {
        await EventsAsync(db, ct);
        await ChequesAsync(db, ct);
    }

    internal async Task<Booked> BookedAsync(StudioDb db, CancellationToken ct)
    {
        var points = new long[members.Count];
        using (var rows = await db.BulkReadAsync("SELECT member_id, total FROM point_balance", ct))
        {
            while (rows.Read())
            {
                if (members.PlaceOf(rows.Number(0)) is >= 0 and var at)
                {
                    points[at] = rows.Number(1);
                }
            }
        }

        List<string> codes = [""];
        var tiers = new byte[members.Count];
        using (var rows = await db.BulkReadAsync("SELECT member_id, tier FROM member_tier", ct))
        {
            while (rows.Read())
            {
                if (members.PlaceOf(rows.Number(0)) is >= 0 and var at)
                {
                    tiers[at] = (byte)PlaceOf(codes, rows.Text(1));
                }
            }
        }

        return new Booked(points, tiers, codes);
    }

    /// <summary>An event stands behind the last purchase of its day that was made before it.</summary>
    private async Task EventsAsync(StudioDb db, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync("""
            SELECT e.member_id, e.kind, e.store_id, e.occurred_at, e.business_date, e.id,
                coalesce((SELECT max(p.id) FROM purchase p WHERE p.member_id = e.member_id AND p.business_date = e.business_date AND p.occurred_at <= e.occurred_at), 0)
            FROM member_event e ORDER BY e.id
            """, ct);
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            var kind = rows.Text(1);
            kinds.TryAdd(kind, kind);
            var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(rows.Ticks(3), DateTimeKind.Utc), calendar.Zone);
            Events.Add(new EventAct(kinds[kind], rows.IsNull(2) ? -1 : Math.Max(-1, storeIds.BinarySearch(rows.Number(2))), local, LotNumber.OfEvent(rows.Number(5))));
            Between(rows.Number(0), new Between(rows.Day(4), rows.Number(6), rows.Ticks(3), ActKind.Event, Events.Count - 1));
        }
    }

    private async Task ChequesAsync(StudioDb db, CancellationToken ct)
    {
        ChequeRunState[] issued = [ChequeRunState.Issuing, ChequeRunState.Issued, ChequeRunState.Reconciled];
        var runs = await db.Set<ChequeRun>().Where(r => issued.Contains(r.State)).Select(r => new { r.Id, r.Scheme, r.Period, r.CutOff, r.IssuedCount, r.IssuedCents }).ToListAsync(ct);
        if (runs.Count == 0)
        {
            return;
        }

        var cutOffs = runs.ToDictionary(r => r.Id, r => r.CutOff.DayNumber);
        var first = new Dictionary<long, int>();
        var who = runs.ToDictionary(r => r.Id, _ => new HashSet<int>());
        List<(long Run, long Member, long Points, int Day)> cheques = [];
        using (var rows = await db.BulkReadAsync("SELECT run_id, member_id, points_used, issued_on FROM cheque WHERE points_used > 0 ORDER BY id", ct))
        {
            while (rows.Read())
            {
                var run = rows.Number(0);
                cheques.Add((run, rows.Number(1), rows.Number(2), rows.Day(3)));
                first[run] = Math.Min(first.GetValueOrDefault(run, int.MaxValue), rows.Day(3));
            }
        }

        foreach (var (run, member, points, day) in cheques.Where(c => cutOffs.ContainsKey(c.Run)))
        {
            if (first[run] < from.DayNumber)
            {
                Cheques.Add(new ChequeFact(points, cutOffs[run]));
                Add(member, new Act(Act.KeyOf(day, Act.Cheques), points, ActKind.ChequeFact, Cheques.Count - 1, 0));
            }
            else if (members.PlaceOf(member) is >= 0 and var at && !members.Active[at])
            {
                who[run].Add(at);
            }
        }

        Runs.AddRange(runs.Where(r => first.GetValueOrDefault(r.Id, int.MinValue) >= from.DayNumber).OrderBy(r => first[r.Id]).ThenBy(r => r.Id).Select(r => new IssuedRun(r.Id, r.Scheme, BusinessCalendar.ParsePeriod(r.Period)!.Value.LastDay.DayNumber, r.CutOff.DayNumber, first[r.Id], who[r.Id])));
        ChequesBooked = runs.Where(r => first.GetValueOrDefault(r.Id) >= from.DayNumber).Sum(r => r.IssuedCount);
        ChequesBookedCents = runs.Where(r => first.GetValueOrDefault(r.Id) >= from.DayNumber).Sum(r => r.IssuedCents);
    }

    /// <summary>The business day of a moment.</summary>
    internal int DayOf(long ticks) => calendar.DateOf(new DateTime(ticks, DateTimeKind.Utc)).DayNumber;

    /// <summary>Notes something that stands behind a purchase of its day; it gets its place when everything is read.</summary>
    internal void Between(long member, in Between between)
    {
        if (members.PlaceOf(member) is >= 0 and var at)
        {
            waiting.Add(between with { Member = at });
        }
    }

    /// <summary>Gives everything that stands behind the same purchase its order.</summary>
    internal void Place()
    {
        waiting.Sort(static (a, b) => (a.Member, a.Day, a.Purchase, a.Ticks, a.Kind, a.Place).CompareTo((b.Member, b.Day, b.Purchase, b.Ticks, b.Kind, b.Place)));
        var number = 0;
        for (var i = 0; i < waiting.Count; i++)
        {
            var now = waiting[i];
            number = i > 0 && waiting[i - 1] is var before && (before.Member, before.Day, before.Purchase) == (now.Member, now.Day, now.Purchase) ? Math.Min(Act.MostBetween, number + 1) : 1;
            AddAt(now.Member, new Act(Act.KeyOf(now.Day, Act.OrderOf(now.Purchase) + number + (now.BeforeCheques ? 0 : Act.Cheques)), 0, now.Kind, now.Place, 0));
        }

        waiting.Clear();
    }

    internal void Add(long member, in Act act)
    {
        if (members.PlaceOf(member) is >= 0 and var at)
        {
            AddAt(at, act);
        }
    }

    private void AddAt(int member, in Act act)
    {
        if (Chunks.Count == 0 || Chunks[^1]!.Full)
        {
            Chunks.Add(new ActChunk());
        }

        Chunks[^1]!.Add(member, act);
    }

    private static int PlaceOf(List<string> names, string name)
    {
        if (names.IndexOf(name) is >= 0 and var at)
        {
            return at;
        }

        names.Add(name);
        return names.Count - 1;
    }
}

/// <summary>Something that stands behind a purchase of its day, or before all of them (0), in order of its moment.</summary>
internal readonly record struct Between(int Day, long Purchase, long Ticks, ActKind Kind, int Place)
{
    /// <summary>Place of the member.</summary>
    internal int Member { get; init; }
    internal bool BeforeCheques { get; init; }
}
