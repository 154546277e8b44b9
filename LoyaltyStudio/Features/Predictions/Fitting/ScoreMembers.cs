using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>
/// Writes what is expected of every member, only where it changed visibly, in blocks that each commit. Killed anywhere it is simply run again: what is written already has not changed.
/// </summary>
public sealed class ScoreMembers(StudioData data, TimeProvider clock)
{
    private const int Block = 4_000;
    private const int Part = 65_536;

    private static readonly string[] Columns = [nameof(MemberPrediction.FirstOn), nameof(MemberPrediction.LastOn), nameof(MemberPrediction.Days), nameof(MemberPrediction.Active90),
        nameof(MemberPrediction.Purchases90), nameof(MemberPrediction.Purchases365), nameof(MemberPrediction.SpendCents), nameof(MemberPrediction.ValueCents), nameof(MemberPrediction.NextOn), nameof(MemberPrediction.EarlyOn)];

    /// <summary>Rows written and taken away.</summary>
    internal async Task<(int Written, int Removed)> RunAsync(MemberDays[] members, Forecast forecast, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        var rows = Rows(members, forecast, asOf);
        var (changed, removed) = await DifferenceAsync(rows, ct);
        await new JobPace(data, clock, Block).BlocksAsync(changed, async (db, block) =>
        {
            await db.BulkUpsertAsync(block, Columns, []);
            return default(Nothing);
        }, (_, at) =>
        {
            CrashPoint.Here("predictions-between-blocks");
            report?.Invoke(at, changed.Count, "members");
        }, ct);

        foreach (var part in removed.Chunk(2_000))
        {
            await data.WriteAsync(db => db.Command($"DELETE FROM member_prediction WHERE member_id IN ({string.Join(',', part)})").ExecuteNonQueryAsync(ct), ct, Lane.Job);
        }

        return (changed.Count, removed.Count);
    }

    /// <summary>One row per member, in order of member, made a part at a time so that a million of them are never there together.</summary>
    internal static IEnumerable<MemberPrediction> Rows(MemberDays[] members, Forecast forecast, DateOnly asOf)
    {
        var today = asOf.DayNumber;
        var table = new HistoryTable<Expected>((x, days) => new Expected(forecast.Acts(x, days, 90), forecast.Expected(x, days, 90), forecast.Expected(x, days, 365.25), forecast.Discounted(x, days)));
        table.Fill(members.Select(m => (m.Repeats, today - m.First)));
        for (var from = 0; from < members.Length; from += Part)
        {
            var (begin, rows) = (from, new MemberPrediction[Math.Min(Part, members.Length - from)]);
            Parallel.For(0, (rows.Length + 4095) / 4096, block =>
            {
                for (var i = block * 4096; i < Math.Min(rows.Length, (block + 1) * 4096); i++)
                {
                    var m = members[begin + i];
                    rows[i] = Row(m, forecast, today, table[m.Repeats, today - m.First]);
                }
            });
            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    private static MemberPrediction Row(MemberDays m, Forecast forecast, int today, Expected cell)
    {
        var (days, alive) = (today - m.First, forecast.Alive(m.Repeats, m.Last - m.First, today - m.First));
        var amount = forecast.Amount(m.Repeats, m.Repeats == 0 ? 0 : m.RepeatCents / 100.0 / m.Repeats);
        return new MemberPrediction
        {
            MemberId = m.MemberId, FirstOn = DateOnly.FromDayNumber(m.First), LastOn = DateOnly.FromDayNumber(m.Last), Days = m.Days,
            Active90 = (int)Math.Round(10_000 * alive * cell.Acts), Purchases90 = (int)Math.Round(1_000 * alive * cell.Soon), Purchases365 = (int)Math.Round(1_000 * alive * cell.Year),
            SpendCents = Cents(amount), ValueCents = Cents(forecast.Value(alive, cell.Worth, amount)),
            NextOn = On(today, forecast.NextVisit(alive, m.Repeats, days, 0.5)), EarlyOn = On(today, forecast.NextVisit(alive, m.Repeats, days, 0.1)),
        };
    }

    /// <summary>What an active member with a history does: chance and visits of 90 days, visits of a year, and those discounted.</summary>
    private readonly record struct Expected(double Acts, double Soon, double Year, double Worth);

    private static int Cents(double euros) => (int)Math.Min(int.MaxValue, Math.Round(100 * euros));

    /// <summary>A day, or none where it lies more than ten years ahead.</summary>
    private static DateOnly? On(int today, double? days) => days is { } d && d < 3_650 ? DateOnly.FromDayNumber(today + (int)Math.Ceiling(d)) : null;

    private async Task<(List<MemberPrediction> Changed, List<long> Removed)> DifferenceAsync(IEnumerable<MemberPrediction> rows, CancellationToken ct)
    {
        var (changed, removed) = (new List<MemberPrediction>(), new List<long>());
        await using var db = data.Read();
        using var known = await db.BulkReadAsync("SELECT member_id, days, active90, purchases365, value_cents, first_on, last_on, next_on, spend_cents FROM member_prediction ORDER BY member_id", ct);
        using var next = rows.GetEnumerator();
        var more = next.MoveNext();
        while (known.Read())
        {
            var id = known.Number(0);
            for (; more && next.Current.MemberId < id; more = next.MoveNext())
            {
                changed.Add(next.Current);
            }

            if (!more || next.Current.MemberId > id)
            {
                removed.Add(id);
                continue;
            }

            if (Moved(next.Current, known))
            {
                changed.Add(next.Current);
            }

            more = next.MoveNext();
        }

        for (; more; more = next.MoveNext())
        {
            changed.Add(next.Current);
        }

        return (changed, removed);
    }

    /// <summary>What somebody would see on a screen: another history, half a percent of chance, two percent of the rest, or two days.</summary>
    private static bool Moved(MemberPrediction row, BulkRows known) =>
        row.Days != known.Number(1) || row.FirstOn.DayNumber != known.Day(5) || row.LastOn.DayNumber != known.Day(6)
        || Math.Abs(row.Active90 - known.Number(2)) >= 50 || Off(row.Purchases365, known.Number(3), 20) || Off(row.ValueCents, known.Number(4), 10) || Off(row.SpendCents, known.Number(8), 10)
        || row.NextOn is null != known.IsNull(7) || (row.NextOn is { } next && Math.Abs(next.DayNumber - known.Day(7)) >= 2);

    private static bool Off(long now, long then, long least) => Math.Abs(now - then) > Math.Max(least, Math.Abs(then) / 50);
}
