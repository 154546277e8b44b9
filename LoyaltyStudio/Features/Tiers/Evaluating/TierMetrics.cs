using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>
/// What some members earned, spent and how often they came, by day. Spend is what is left of a purchase after returns, on the purchase's own date; a visit
/// is a purchase of which something is left.
/// </summary>
internal sealed class TierMetrics
{
    private readonly Dictionary<long, List<(DateOnly On, long Points)>> points;
    private readonly Dictionary<long, Dictionary<long, (DateOnly On, long Cents)>> kept;

    private TierMetrics(Dictionary<long, List<(DateOnly, long)>> points, Dictionary<long, Dictionary<long, (DateOnly, long)>> kept)
    {
        this.points = points;
        this.kept = kept;
    }

    /// <param name="first">The first day that matters.</param>
    /// <param name="without">Purchases to leave out; see <see cref="Points.Earning.ITierCourse"/>.</param>
    internal static async Task<TierMetrics> LoadAsync(StudioDb db, ProgrammeTimeline timeline, long[] ids, DateOnly first, IReadOnlyCollection<long> without, CancellationToken ct)
    {
        var metrics = Goals(timeline).Select(g => g.Metric).Distinct().ToList();
        var own = new TierMetrics([], []);
        if (metrics.Contains(TierMetric.Points))
        {
            await own.ReadPointsAsync(db, ids, first, ct);
        }

        if (metrics.Exists(m => m is TierMetric.Spend or TierMetric.Visits))
        {
            var left = without.ToHashSet();
            var members = Array.ConvertAll(ids, i => (long?)i);
            foreach (var p in await db.Set<Purchase>().AsNoTracking().Where(p => members.Contains(p.MemberId) && p.BusinessDate >= first && p.KeptCents != 0)
                .Select(p => new { p.Id, Member = p.MemberId!.Value, p.BusinessDate, p.KeptCents }).ToListAsync(ct))
            {
                if (!left.Contains(p.Id))
                {
                    own.Kept(p.Member, p.Id, p.BusinessDate, p.KeptCents);
                }
            }
        }

        return own;
    }

    /// <summary>Row by row from the covering index: with very many members this is most of a full evaluation.</summary>
    private async Task ReadPointsAsync(StudioDb db, long[] ids, DateOnly first, CancellationToken ct)
    {
        await using var command = db.Command(db.IsSqlite
            ? "SELECT e.member_id, e.qualifies_on, e.points FROM json_each(@ids) j CROSS JOIN ledger_entry e ON e.member_id = j.value WHERE e.qualifies_on >= @first"
            : "SELECT member_id, qualifies_on, points FROM ledger_entry WHERE member_id = ANY(@ids) AND qualifies_on >= @first")
            .With("ids", db.IsSqlite ? $"[{string.Join(',', ids.Distinct())}]" : ids).With("first", first);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var on = db.IsSqlite ? DateOnly.ParseExact(reader.GetString(1), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : reader.GetFieldValue<DateOnly>(1);
            Earned(reader.GetInt64(0), on, reader.GetInt64(2));
        }
    }

    /// <summary>The first day that any window looks at which ends on or after a day.</summary>
    internal static DateOnly FirstDay(ProgrammeTimeline timeline, DateOnly end)
    {
        var windows = Goals(timeline).Select(g => g.Window).Distinct().ToList();
        return windows.Count == 0 ? end : windows.Min(w => w.Kind == WindowKind.MembershipYear ? end.AddYears(-1) : TierPolicy.Window(w, end, end).From);
    }

    internal void Earned(long memberId, DateOnly on, long earned)
    {
        if (!points.TryGetValue(memberId, out var list))
        {
            points[memberId] = list = [];
        }

        list.Add((on, earned));
    }

    internal void Kept(long memberId, long purchaseId, DateOnly on, long cents)
    {
        if (!kept.TryGetValue(memberId, out var purchases))
        {
            kept[memberId] = purchases = [];
        }

        purchases[purchaseId] = (on, cents);
    }

    internal TierMeasure Of(long memberId) => (metric, from, to) => metric switch
    {
        TierMetric.Points => SumPoints(memberId, from, to),
        TierMetric.Spend => SumKept(memberId, from, to, visits: false),
        TierMetric.Visits => SumKept(memberId, from, to, visits: true),
    };

    private static IEnumerable<TierGoal> Goals(ProgrammeTimeline timeline) => timeline.Versions.SelectMany(v => v.Content.Tiers).SelectMany(t => t.Ways).SelectMany(w => w.Goals);

    private long SumPoints(long memberId, DateOnly from, DateOnly to)
    {
        long sum = 0;
        if (points.TryGetValue(memberId, out var list))
        {
            foreach (var (on, earned) in list)
            {
                sum += on >= from && on <= to ? earned : 0;
            }
        }

        return sum;
    }

    private long SumKept(long memberId, DateOnly from, DateOnly to, bool visits)
    {
        long sum = 0;
        if (kept.TryGetValue(memberId, out var purchases))
        {
            foreach (var (on, cents) in purchases.Values)
            {
                sum += on < from || on > to ? 0 : visits ? (cents > 0 ? 1 : 0) : cents;
            }
        }

        return sum;
    }
}
