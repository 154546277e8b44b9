using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>Reads what happened besides purchases: events, bookings that are repeated as they were, cheques; and what the books hold now.</summary>
internal sealed class SmallFacts(MemberTable members, BusinessCalendar calendar, List<long> storeIds, DateOnly from)
{
    internal List<EventAct> Events { get; } = [];
    internal List<FactAct> Facts { get; } = [];
    internal List<ChequeFact> Cheques { get; } = [];
    internal List<IssuedRun> Runs { get; } = [];
    internal List<ActChunk?> Chunks { get; } = [];
    internal int ChequesBooked { get; private set; }
    internal long ChequesBookedCents { get; private set; }

    internal async Task ReadAsync(StudioDb db, CancellationToken ct)
    {
        await EventsAsync(db, ct);
        await FactsAsync(db, ct);
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
            SELECT e.member_id, e.kind, e.store_id, e.occurred_at, e.business_date,
                coalesce((SELECT max(p.id) FROM purchase p WHERE p.member_id = e.member_id AND p.business_date = e.business_date AND p.occurred_at <= e.occurred_at), 0)
            FROM member_event e ORDER BY e.id
            """, ct);
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            var kind = rows.Text(1);
            kinds.TryAdd(kind, kind);
            var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(rows.Ticks(3), DateTimeKind.Utc), calendar.Zone);
            Events.Add(new EventAct(kinds[kind], rows.IsNull(2) ? -1 : Math.Max(-1, storeIds.BinarySearch(rows.Number(2))), local));
            Add(rows.Number(0), new Act(Act.KeyOf(rows.Day(4), Act.OrderOf(rows.Number(5)) + 1), 0, ActKind.Event, Events.Count - 1, 0));
        }
    }

    /// <summary>
    /// Bookings that nothing here counts anew. The sources of those that are counted anew hold nearly all rows, so the index by source is asked for what
    /// lies between them; the plus keeps SQLite from walking through all rows in order of id instead.
    /// </summary>
    private async Task FactsAsync(StudioDb db, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync("""
            SELECT e.member_id, e.points, e.business_date, l.activates_on, l.expires_on, e.qualifies_on, e.kind
            FROM ledger_entry e LEFT JOIN point_lot l ON l.entry_id = e.id
            WHERE e.source_type < 'cheque_run' OR (e.source_type > 'cheque_run' AND e.source_type < 'event') OR (e.source_type > 'event' AND e.source_type < 'lot')
                OR (e.source_type > 'lot' AND e.source_type < 'purchase') OR (e.source_type > 'purchase' AND e.source_type < 'return') OR e.source_type > 'return'
            ORDER BY +e.id
            """, ct);
        while (rows.Read())
        {
            if (rows.Text(6) is "Earn" or "EventEarn" or "Return" or "Expiry" or "Cheque")
            {
                continue;
            }

            Facts.Add(new FactAct(rows.Number(1), rows.IsNull(3) ? rows.Day(2) : rows.Day(3), rows.IsNull(4) ? null : rows.Day(4), rows.IsNull(5) ? null : rows.Day(5)));
            Add(rows.Number(0), new Act(Act.KeyOf(rows.Day(2), Act.LastOfDay), rows.Number(1), ActKind.Fact, Facts.Count - 1, 0));
        }
    }

    private async Task ChequesAsync(StudioDb db, CancellationToken ct)
    {
        ChequeRunState[] issued = [ChequeRunState.Issuing, ChequeRunState.Issued, ChequeRunState.Reconciled];
        var runs = await db.Set<ChequeRun>().Where(r => issued.Contains(r.State)).Select(r => new { r.Id, r.CutOff, r.IssuedCount, r.IssuedCents }).ToListAsync(ct);
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
                Add(member, new Act(Act.KeyOf(day, Act.FirstOfDay), points, ActKind.ChequeFact, Cheques.Count - 1, 0));
            }
            else if (members.PlaceOf(member) is >= 0 and var at && !members.Active[at])
            {
                who[run].Add(at);
            }
        }

        Runs.AddRange(runs.Where(r => first.GetValueOrDefault(r.Id, int.MinValue) >= from.DayNumber).OrderBy(r => r.CutOff).Select(r => new IssuedRun(r.Id, r.CutOff.DayNumber, first[r.Id], who[r.Id])));
        ChequesBooked = runs.Where(r => first.GetValueOrDefault(r.Id) >= from.DayNumber).Sum(r => r.IssuedCount);
        ChequesBookedCents = runs.Where(r => first.GetValueOrDefault(r.Id) >= from.DayNumber).Sum(r => r.IssuedCents);
    }

    private void Add(long member, in Act act)
    {
        if (members.PlaceOf(member) is >= 0 and var at)
        {
            if (Chunks.Count == 0 || Chunks[^1]!.Full)
            {
                Chunks.Add(new ActChunk());
            }

            Chunks[^1]!.Add(at, act);
        }
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
