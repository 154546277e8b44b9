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

    private static readonly string[] Columns = [nameof(MemberPrediction.FirstOn), nameof(MemberPrediction.LastOn), nameof(MemberPrediction.Days), nameof(MemberPrediction.Active90),
        nameof(MemberPrediction.Purchases90), nameof(MemberPrediction.Purchases365), nameof(MemberPrediction.SpendCents), nameof(MemberPrediction.ValueCents), nameof(MemberPrediction.NextOn), nameof(MemberPrediction.EarlyOn)];

    /// <summary>Rows written and taken away.</summary>
    internal async Task<(int Written, int Removed)> RunAsync(MemberDays[] members, Forecast forecast, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        var rows = Rows(members, forecast, asOf);
        var (changed, removed) = await DifferenceAsync(rows, ct);
        var pace = new JobPace(data, clock, Block);
        for (var at = 0; at < changed.Count;)
        {
            var block = changed.GetRange(at, Math.Min(pace.Next, changed.Count - at));
            await pace.WriteAsync(block.Count, async db =>
            {
                await db.BulkUpsertAsync(block, Columns, []);
                return default(Nothing);
            }, ct);
            at += block.Count;
            CrashPoint.Here("predictions-between-blocks");
            report?.Invoke(at, changed.Count, "members");
        }

        foreach (var part in removed.Chunk(2_000))
        {
            await data.WriteAsync(db => db.Command($"DELETE FROM member_prediction WHERE member_id IN ({string.Join(',', part)})").ExecuteNonQueryAsync(ct), ct, Lane.Job);
        }

        return (changed.Count, removed.Count);
    }

    /// <summary>One row per member, in order of member.</summary>
    internal static MemberPrediction[] Rows(MemberDays[] members, Forecast forecast, DateOnly asOf)
    {
        var today = asOf.DayNumber;
        var table = new HistoryTable<(double Acts, double Soon, double Year, double Worth)>((x, days) =>
            (forecast.Acts(x, days, 90), forecast.Expected(x, days, 90), forecast.Expected(x, days, 365.25), forecast.Discounted(x, days)));
        table.Fill(members.Select(m => (m.Repeats, today - m.First)));
        var rows = new MemberPrediction[members.Length];
        Parallel.For(0, (members.Length + 4095) / 4096, block =>
        {
            for (var i = block * 4096; i < Math.Min(members.Length, (block + 1) * 4096); i++)
            {
                var m = members[i];
                var (days, alive) = (today - m.First, forecast.Alive(m.Repeats, m.Last - m.First, today - m.First));
                var cell = table[m.Repeats, days];
                var amount = forecast.Amount(m.Repeats, m.Repeats == 0 ? 0 : m.RepeatCents / 100.0 / m.Repeats);
                rows[i] = new MemberPrediction
                {
                    MemberId = m.MemberId, FirstOn = DateOnly.FromDayNumber(m.First), LastOn = DateOnly.FromDayNumber(m.Last), Days = m.Days,
                    Active90 = (int)Math.Round(10_000 * alive * cell.Acts), Purchases90 = (int)Math.Round(1_000 * alive * cell.Soon), Purchases365 = (int)Math.Round(1_000 * alive * cell.Year),
                    SpendCents = Cents(amount), ValueCents = Cents(forecast.Value(alive, cell.Worth, amount)),
                    NextOn = On(today, forecast.NextVisit(alive, m.Repeats, days, 0.5)), EarlyOn = On(today, forecast.NextVisit(alive, m.Repeats, days, 0.1)),
                };
            }
        });
        return rows;
    }

    private static int Cents(double euros) => (int)Math.Min(int.MaxValue, Math.Round(100 * euros));

    /// <summary>A day, or none where it lies more than ten years ahead.</summary>
    private static DateOnly? On(int today, double? days) => days is { } d && d < 3_650 ? DateOnly.FromDayNumber(today + (int)Math.Ceiling(d)) : null;

    private async Task<(List<MemberPrediction> Changed, List<long> Removed)> DifferenceAsync(MemberPrediction[] rows, CancellationToken ct)
    {
        var (changed, removed) = (new List<MemberPrediction>(), new List<long>());
        await using var db = data.Read();
        using var known = await db.BulkReadAsync("SELECT member_id, days, active90, purchases365, value_cents, first_on, last_on, next_on, spend_cents FROM member_prediction ORDER BY member_id", ct);
        var at = 0;
        while (known.Read())
        {
            var id = known.Number(0);
            while (at < rows.Length && rows[at].MemberId < id)
            {
                changed.Add(rows[at++]);
            }

            if (at == rows.Length || rows[at].MemberId > id)
            {
                removed.Add(id);
                continue;
            }

            if (Moved(rows[at], known))
            {
                changed.Add(rows[at]);
            }

            at++;
        }

        changed.AddRange(rows.AsSpan(at).ToArray());
        return (changed, removed);
    }

    /// <summary>What somebody would see on a screen: another history, half a percent of chance, two percent of the rest, or two days.</summary>
    private static bool Moved(MemberPrediction row, BulkRows known) =>
        row.Days != known.Number(1) || row.FirstOn.DayNumber != known.Day(5) || row.LastOn.DayNumber != known.Day(6)
        || Math.Abs(row.Active90 - known.Number(2)) >= 50 || Off(row.Purchases365, known.Number(3), 20) || Off(row.ValueCents, known.Number(4), 10) || Off(row.SpendCents, known.Number(8), 10)
        || row.NextOn is null != known.IsNull(7) || (row.NextOn is { } next && Math.Abs(next.DayNumber - known.Day(7)) >= 2);

    private static bool Off(long now, long then, long least) => Math.Abs(now - then) > Math.Max(least, Math.Abs(then) / 50);
}
