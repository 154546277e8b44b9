using System.Runtime.InteropServices;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>
/// Finds which products members buy again and when the next purchase is due, checks the chances on the window before, and writes the useful rows where they changed, in blocks.
/// </summary>
public sealed class Replenish(StudioData data, BasketReader baskets, PurchaseDays days, TimeProvider clock)
{
    private const int Block = 20_000;
    private const int MostPerMember = 12;
    private const int LeastGaps = 2;

    /// <summary>So many typical gaps without a purchase, and the product is taken for dropped.</summary>
    private const double LongestOverdue = 2.5;

    /// <summary>Below this chance a row is of no use.</summary>
    private const double LeastShare = 0.02;

    private static readonly string[] Columns = [nameof(Replenishment.Gaps), nameof(Replenishment.LastOn), nameof(Replenishment.TypicalDays), nameof(Replenishment.DueOn), nameof(Replenishment.EarlyOn),
        nameof(Replenishment.LateOn), nameof(Replenishment.DueShare)];

    internal async Task<(ReplenishmentFit? Fit, List<Replenishment> Due)> CountAsync(DateOnly asOf, int windowDays, CancellationToken ct)
    {
        if (await days.SpanAsync(asOf, ct) is not { } span)
        {
            return (null, []);
        }

        return Count(await baskets.ReadAsync(span.First, asOf, ct), asOf, windowDays);
    }

    internal static (ReplenishmentFit? Fit, List<Replenishment> Due) Count(Baskets all, DateOnly asOf, int windowDays)
    {
        var today = asOf.DayNumber - all.FirstDay;
        var before = FitTo(all, today - windowDays, windowDays);
        var steps = before is null ? [] : Check(all, before, today - windowDays, windowDays);
        if (FitTo(all, today, windowDays) is not { } fit)
        {
            return (null, []);
        }

        fit = fit with { Steps = steps };
        return (fit, Rows(all, fit, today));
    }

    /// <summary>Rows written, changed or not, so that the sentence of the job tells how many are due.</summary>
    internal async Task<int> WriteAsync(List<Replenishment> due, CancellationToken ct)
    {
        var (changed, removed) = await DifferenceAsync(due, ct);
        await new JobPace(data, clock, Block).BlocksAsync(changed, async (db, block) =>
        {
            await db.BulkUpsertAsync(block, Columns, []);
            return default(Nothing);
        }, (_, _) => CrashPoint.Here("replenishment-between-blocks"), ct);

        foreach (var part in removed.Chunk(1_000))
        {
            var pairs = string.Join(" OR ", part.GroupBy(p => p.Member).Select(g => $"member_id = {g.Key} AND product_id IN ({string.Join(',', g.Select(p => p.Product))})"));
            await data.WriteAsync(db => db.Command($"DELETE FROM replenishment WHERE {pairs}").ExecuteNonQueryAsync(ct), ct, Lane.Job);
        }

        return due.Count;
    }

    /// <summary>Splits the variance of all gaps that ended before a day.</summary>
    private static ReplenishmentFit? FitTo(Baskets all, int day, int windowDays)
    {
        var total = new GapVariance();
        Each(all, () => new GapVariance(), (own, _, pairs) =>
        {
            Span<(int, double, double)> sums = stackalloc (int, double, double)[64];
            var count = 0;
            foreach (var pair in pairs)
            {
                var (n, sum, squares, _, _) = GapsOf(all, pair, day);
                if (n >= LeastGaps && count < sums.Length)
                {
                    sums[count++] = (n, sum, squares);
                }
            }

            own.Add(sums[..count]);
        }, total.Add);
        return total.Fit(windowDays);
    }

    /// <summary>The chances as they would have been said a window ago, against what was bought since.</summary>
    private static IReadOnlyList<CalibrationStep> Check(Baskets all, ReplenishmentFit fit, int day, int windowDays)
    {
        var (said, happened) = (new List<double>(), new List<bool>());
        Each(all, () => (Said: new List<double>(), Happened: new List<bool>()), (own, _, pairs) =>
        {
            var member = MemberSums(all, pairs, day);
            foreach (var pair in pairs)
            {
                var (n, sum, _, last, next) = GapsOf(all, pair, day);
                if (n >= LeastGaps)
                {
                    own.Said.Add(ReplenishmentPolicy.Of(fit, new GapSums(n, sum), member).Within(day - last, windowDays));
                    own.Happened.Add(next >= 0 && next < day + windowDays);
                }
            }
        }, own =>
        {
            said.AddRange(own.Said);
            happened.AddRange(own.Happened);
        });
        return ReplenishmentPolicy.Calibrate([.. said], [.. happened]);
    }

    private static List<Replenishment> Rows(Baskets all, ReplenishmentFit fit, int today)
    {
        var rows = new List<Replenishment>();
        Each(all, () => new List<Replenishment>(), (own, id, pairs) =>
        {
            var member = MemberSums(all, pairs, today);
            var mine = new List<Replenishment>();
            foreach (var pair in pairs)
            {
                var (n, sum, _, last, _) = GapsOf(all, pair, today);
                if (n < LeastGaps)
                {
                    continue;
                }

                var (gap, elapsed) = (ReplenishmentPolicy.Of(fit, new GapSums(n, sum), member), today - last);
                var share = ReplenishmentPolicy.Calibrated(fit.Steps, gap.Within(elapsed, fit.WindowDays));
                if (share < LeastShare || elapsed > LongestOverdue * gap.TypicalDays)
                {
                    continue;
                }

                DateOnly On(double point) => DateOnly.FromDayNumber(all.FirstDay + (int)Math.Min(last + Math.Ceiling(gap.Point(elapsed, point)), today + 3_650));
                mine.Add(new Replenishment
                {
                    MemberId = id, ProductId = all.Lines[pair.Start.Value] >> 16, Gaps = n, LastOn = DateOnly.FromDayNumber(all.FirstDay + last), TypicalDays = (int)Math.Round(gap.TypicalDays),
                    DueOn = On(0.5), EarlyOn = On(0.1), LateOn = On(0.9), DueShare = (int)Math.Round(10_000 * share),
                });
            }

            own.AddRange(mine.OrderByDescending(r => r.DueShare).ThenBy(r => r.ProductId).Take(MostPerMember).OrderBy(r => r.ProductId));
        }, rows.AddRange);
        return [.. rows.OrderBy(r => r.MemberId).ThenBy(r => r.ProductId)];
    }

    /// <summary>Looks at members side by side in fixed parts and puts the results together in order, so that the same purchases give the same sums.</summary>
    private static void Each<T>(Baskets all, Func<T> make, Action<T, long, List<Range>> look, Action<T> take)
    {
        const int Parts = 64;
        var results = new T[Parts];
        var members = all.Starts.Length - 1;
        Parallel.For(0, Parts, part =>
        {
            results[part] = make();
            var pairs = new List<Range>();
            for (var m = (int)((long)part * members / Parts); m < (int)((part + 1L) * members / Parts); m++)
            {
                pairs.Clear();
                for (var from = all.Starts[m]; from < all.Starts[m + 1];)
                {
                    var to = from + 1;
                    while (to < all.Starts[m + 1] && all.Lines[to] >> 16 == all.Lines[from] >> 16)
                    {
                        to++;
                    }

                    if (to - from > LeastGaps)
                    {
                        pairs.Add(from..to);
                    }

                    from = to;
                }

                if (pairs.Count > 0)
                {
                    look(results[part], m, pairs);
                }
            }
        });
        foreach (var result in results)
        {
            take(result);
        }
    }

    private static GapSums MemberSums(Baskets all, List<Range> pairs, int day)
    {
        var (count, total) = (0, 0.0);
        foreach (var pair in pairs)
        {
            var (n, sum, _, _, _) = GapsOf(all, pair, day);
            (count, total) = n >= LeastGaps ? (count + n, total + sum) : (count, total);
        }

        return new GapSums(count, total);
    }

    /// <summary>Gaps between days before a day: number, sum and squares of their logarithms, the last such day, and the first one after it (−1: none).</summary>
    private static (int Count, double Sum, double Squares, int Last, int Next) GapsOf(Baskets all, Range pair, int day)
    {
        var (count, sum, squares, last) = (0, 0.0, 0.0, -1);
        for (var i = pair.Start.Value; i < pair.End.Value; i++)
        {
            var on = (int)(all.Lines[i] & 0xFFFF);
            if (on >= day)
            {
                return (count, sum, squares, last, on);
            }

            if (last >= 0 && on > last)
            {
                var log = Math.Log(on - last);
                (count, sum, squares) = (count + 1, sum + log, squares + (log * log));
            }

            last = on;
        }

        return (count, sum, squares, last, -1);
    }

    private async Task<(List<Replenishment> Changed, List<(long Member, long Product)> Removed)> DifferenceAsync(List<Replenishment> rows, CancellationToken ct)
    {
        var known = new Dictionary<(long, long), (int Gaps, int Share, int Due, int Last)>();
        await using var db = data.Read();
        using (var read = await db.BulkReadAsync("SELECT member_id, product_id, gaps, due_share, due_on, last_on FROM replenishment", ct))
        {
            while (read.Read())
            {
                known[(read.Number(0), read.Number(1))] = ((int)read.Number(2), (int)read.Number(3), read.Day(4), read.Day(5));
            }
        }

        var changed = new List<Replenishment>();
        foreach (var row in rows)
        {
            ref var old = ref CollectionsMarshal.GetValueRefOrNullRef(known, (row.MemberId, row.ProductId));
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref old) || old.Gaps != row.Gaps || old.Last != row.LastOn.DayNumber || Math.Abs(old.Share - row.DueShare) >= 50 || Math.Abs(old.Due - row.DueOn.DayNumber) >= 2)
            {
                changed.Add(row);
            }

            known.Remove((row.MemberId, row.ProductId));
        }

        return (changed, [.. known.Keys.Order()]);
    }
}
