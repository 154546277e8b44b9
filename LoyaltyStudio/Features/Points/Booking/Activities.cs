using System.Globalization;
using System.Text.Json;
using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Points.Booking;

/// <summary>
/// What members did in one booking, where points expire by inactivity: the latest day of each, and until when their open points then live. Written by one
/// statement per table. An act of an older date that arrives late never shortens anything.
/// </summary>
internal sealed class Activities(Dictionary<long, DateOnly> known)
{
    private readonly Dictionary<long, Act> acts = [];

    private sealed record Act(DateOnly First, DateOnly Latest, DateOnly Until);

    internal void Add(long member, DateOnly on, DateOnly until) => acts[member] = acts.GetValueOrDefault(member) is not { } act ? new Act(on, on, until)
        : new Act(on < act.First ? on : act.First, on > act.Latest ? on : act.Latest, until > act.Until ? until : act.Until);

    /// <summary>The later of a day and the member's last activity.</summary>
    internal DateOnly Latest(long member, DateOnly on)
    {
        var last = acts.GetValueOrDefault(member)?.Latest ?? on;
        last = last > on ? last : on;
        return known.TryGetValue(member, out var before) && before > last ? before : last;
    }

    internal async Task SaveAsync(StudioDb db, CancellationToken ct)
    {
        if (acts.Count == 0)
        {
            return;
        }

        string[] statements = db.IsSqlite
            ?
            [
                """
                UPDATE point_lot SET expires_on = json_extract(a.value, '$[3]') FROM json_each(@rows) a
                WHERE member_id = json_extract(a.value, '$[0]') AND remaining > 0 AND by_activity AND expires_on >= json_extract(a.value, '$[1]') AND expires_on < json_extract(a.value, '$[3]')
                """,
                """
                UPDATE point_balance SET last_activity_on = json_extract(a.value, '$[2]') FROM json_each(@rows) a
                WHERE member_id = json_extract(a.value, '$[0]') AND coalesce(last_activity_on, '') < json_extract(a.value, '$[2]')
                """,
            ]
            :
            [
                """
                UPDATE point_lot l SET expires_on = a.until FROM unnest(@members, @firsts, @untils) AS a(member_id, first, until)
                WHERE l.member_id = a.member_id AND l.remaining > 0 AND l.by_activity AND l.expires_on >= a.first AND l.expires_on < a.until
                """,
                """
                UPDATE point_balance b SET last_activity_on = a.latest FROM unnest(@members, @latests) AS a(member_id, latest)
                WHERE b.member_id = a.member_id AND coalesce(b.last_activity_on, '-infinity') < a.latest
                """,
            ];
        var rows = acts.OrderBy(a => a.Key).ToList();
        foreach (var sql in statements)
        {
            await using var command = db.Command(sql);
            if (db.IsSqlite)
            {
                command.With("rows", JsonSerializer.Serialize(rows.ConvertAll(r => new object[] { r.Key, Text(r.Value.First), Text(r.Value.Latest), Text(r.Value.Until) })));
            }
            else
            {
                command.With("members", rows.ConvertAll(r => r.Key).ToArray()).With("firsts", rows.ConvertAll(r => r.Value.First).ToArray())
                    .With("latests", rows.ConvertAll(r => r.Value.Latest).ToArray()).With("untils", rows.ConvertAll(r => r.Value.Until).ToArray());
            }

            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
