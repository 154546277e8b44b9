using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Previewing;

/// <summary>
/// Reads all members for a preview with today as the cut-off, over two connections. The points of a member are total + debt (Total = Σ lots − Debt), less the lots
/// that wait or have ended: only these are read one by one. Everything else is as <see cref="CandidateReader"/> reads it.
/// </summary>
internal sealed class DistributionReader(StudioData data, DateOnly day, IReadOnlyCollection<long>? stores, PreviewNeeds needs)
{
    private readonly List<long> ids = [];
    private readonly List<AlikeMembers> members = [];
    private readonly List<string> tiers = [""];
    private readonly string today = $"'{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";

    internal async Task<SchemeReading> ReadAsync(CancellationToken ct)
    {
        await using var one = data.Read();
        await using var two = data.Read();
        var shops = await one.Set<Store>().AsNoTracking().OrderBy(s => s.Id).Select(s => new { s.Id, s.Code }).ToListAsync(ct);
        var exceptions = Task.Run(() => LotsAsync(two, ct), ct);
        await MembersAsync(one, shops.ConvertAll(s => s.Id), ct);
        var held = await HeldAsync(one, ct);
        var lots = await exceptions;
        var turnover = needs.Turnovers.Count == 0 ? null : await TurnoverAsync(one, ct);
        return new SchemeReading(day, stores is null, needs, tiers, [.. shops.Select(s => s.Code)], Alike(lots, held, turnover));
    }

    private async Task MembersAsync(StudioDb db, List<long> shops, CancellationToken ct)
    {
        var scope = stores is null ? "" : stores.Count == 0 ? "WHERE 1 = 0" : $"WHERE m.home_store_id IN ({string.Join(',', stores)})";
        using var rows = await db.BulkReadAsync($"""
            SELECT m.id, coalesce(m.home_store_id, 0), m.status, m.enrolled_on, coalesce(t.tier, ''), coalesce(b.total + b.debt, 0), coalesce(b.debt, 0)
            FROM member m LEFT JOIN member_tier t ON t.member_id = m.id LEFT JOIN point_balance b ON b.member_id = m.id {scope} ORDER BY m.id
            """, ct);
        while (rows.Read())
        {
            var store = rows.Number(1) is > 0 and var id ? shops.BinarySearch(id) + 1 : 0;
            ids.Add(rows.Number(0));
            members.Add(new AlikeMembers(rows.Number(5), 0, rows.Number(6), 0, needs.Enrolment ? rows.Day(3) : 0, TierOf(rows.Utf8(4)), (short)Math.Max(0, store), rows.Utf8(2)[0] == 'A', default));
        }
    }

    private short TierOf(ReadOnlySpan<byte> code)
    {
        for (var i = 0; i < tiers.Count; i++)
        {
            if (code.Length == tiers[i].Length && System.Text.Encoding.UTF8.GetString(code) == tiers[i])
            {
                return (short)i;
            }
        }

        tiers.Add(System.Text.Encoding.UTF8.GetString(code));
        return (short)(tiers.Count - 1);
    }

    /// <summary>Lots that are no active points: those that wait, those that ended and are not booked off yet, and those of bookings that carry a later day.</summary>
    private async Task<List<(long Member, long Points, bool Waits)>> LotsAsync(StudioDb db, CancellationToken ct)
    {
        var later = new HashSet<long>();
        using (var rows = await db.BulkReadAsync($"SELECT l.id FROM ledger_entry e JOIN point_lot l ON l.entry_id = e.id WHERE e.business_date > {today}", ct))
        {
            while (rows.Read())
            {
                later.Add(rows.Number(0));
            }
        }

        List<(long, long, bool)> lots = [];
        using (var rows = await db.BulkReadAsync($"""
            SELECT id, member_id, remaining, CASE WHEN activates_on > {today} AND (expires_on IS NULL OR expires_on > {today}) THEN 1 ELSE 0 END
            FROM point_lot WHERE remaining > 0 AND (activates_on > {today} OR expires_on <= {today})
            """, ct))
        {
            while (rows.Read())
            {
                lots.Add((rows.Number(1), rows.Number(2), rows.Number(3) == 1 && !later.Contains(rows.Number(0))));
            }
        }

        return lots;
    }

    private static async Task<List<(long Member, long Points)>> HeldAsync(StudioDb db, CancellationToken ct)
    {
        var runs = await ChequeHolds.OpenRunsAsync(db, 0, ct);
        List<(long, long)> held = [];
        if (runs.Length > 0)
        {
            using var rows = await db.BulkReadAsync($"""
                SELECT l.member_id, CAST(sum(l.points_used) AS BIGINT) FROM cheque_run_line l JOIN cheque_run r ON r.id = l.run_id
                WHERE l.run_id IN ({string.Join(',', runs)}) AND l.points_used > 0 AND l.member_id > r.issued_through_member GROUP BY l.member_id
                """, ct);
            while (rows.Read())
            {
                held.Add((rows.Number(0), rows.Number(1)));
            }
        }

        return held;
    }

    private async Task<long[][]> TurnoverAsync(StudioDb db, CancellationToken ct)
    {
        var from = needs.Turnovers.Select(u => BusinessCalendar.Floor(day, u).DayNumber).ToArray();
        var sums = from.Select(_ => new long[ids.Count]).ToArray();
        var first = DateOnly.FromDayNumber(from.Min()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        using var rows = await db.BulkReadAsync($"""
            SELECT member_id, business_date, CASE WHEN kind = 'Return' THEN total_cents ELSE eligible_cents END
            FROM purchase WHERE business_date >= '{first}' AND business_date <= {today} AND member_id IS NOT NULL
            """, ct);
        while (rows.Read())
        {
            if (PlaceOf(rows.Number(0)) is >= 0 and var place)
            {
                var on = rows.Day(1);
                for (var i = 0; i < from.Length; i++)
                {
                    sums[i][place] += on >= from[i] ? rows.Number(2) : 0;
                }
            }
        }

        return sums;
    }

    private Dictionary<AlikeMembers, int> Alike(List<(long Member, long Points, bool Waits)> lots, List<(long Member, long Points)> held, long[][]? turnover)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members);
        foreach (var (member, points, waits) in lots)
        {
            if (PlaceOf(member) is >= 0 and var place)
            {
                all[place] = all[place] with { Points = all[place].Points - points, Pending = all[place].Pending + (waits ? points : 0) };
            }
        }

        foreach (var (member, points) in held)
        {
            if (PlaceOf(member) is >= 0 and var place)
            {
                all[place] = all[place] with { Held = points };
            }
        }

        var alike = new Dictionary<AlikeMembers, int>(Math.Min(members.Count, 1 << 18));
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Active || all[i].Points > 0 || all[i].Pending > 0)
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(alike, turnover is null ? all[i] : all[i] with { Turnover = At(turnover, i) }, out _)++;
            }
        }

        return alike;
    }

    private static Turnovers At(long[][] sums, int place)
    {
        long Of(int unit) => unit < sums.Length ? Math.Max(0, sums[unit][place]) : 0;
        return new Turnovers(Of(0), Of(1), Of(2), Of(3));
    }

    /// <summary>Ids are nearly always without gaps, so that the first guess is right.</summary>
    private int PlaceOf(long id) => id > 0 && id <= ids.Count && ids[(int)id - 1] == id ? (int)id - 1 : ids.BinarySearch(id);
}
