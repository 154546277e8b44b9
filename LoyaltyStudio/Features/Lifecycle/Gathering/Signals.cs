using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Lifecycle.Gathering;

/// <summary>What members said and what went wrong for them, as far as it can decide a state. Days are <see cref="DateOnly.DayNumber"/>.</summary>
internal sealed class Signals
{
    private readonly Dictionary<long, int> complaints = [], broken = [];
    private readonly Dictionary<long, (int Day, int Score)> scores = [];
    private readonly HashSet<long> referrers = [], unsubscribed = [];

    internal int ComplaintDay(long member) => complaints.GetValueOrDefault(member);

    internal int BrokenDay(long member) => broken.GetValueOrDefault(member);

    /// <summary>The latest answer; day 0: none.</summary>
    internal (int Day, int Score) Score(long member) => scores.GetValueOrDefault(member);

    /// <summary>Somebody whom this member brought has bought.</summary>
    internal bool Referred(long member) => referrers.Contains(member);

    internal bool Unsubscribed(long member) => unsubscribed.Contains(member);

    internal static async Task<Signals> ReadAsync(StudioDb db, MemberRange range, DateOnly today, CancellationToken ct)
    {
        var signals = new Signals();
        var day = today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await EachAsync(db, $"SELECT member_id, min(opened_on) FROM complaint WHERE state = 'Open' AND opened_on <= '{day}' AND {range.On("member_id")} GROUP BY member_id", r => signals.complaints[r.Number(0)] = r.Day(1), ct);
        await EachAsync(db, $"SELECT member_id, max(broken_on) FROM member_promise WHERE broken_on <= '{day}' AND {range.On("member_id")} GROUP BY member_id", r => signals.broken[r.Number(0)] = r.Day(1), ct);
        await EachAsync(db, $"SELECT member_id, answered_on, score FROM survey_answer WHERE answered_on <= '{day}' AND {range.On("member_id")} ORDER BY answered_at, id", r => signals.scores[r.Number(0)] = (r.Day(1), (int)r.Number(2)), ct);
        await EachAsync(db, $"SELECT DISTINCT m.referred_by_id FROM member m JOIN member_stat s ON s.member_id = m.id WHERE s.purchase_count > 0 AND {range.On("m.referred_by_id")}", r => signals.referrers.Add(r.Number(0)), ct);
        await EachAsync(db, $"SELECT DISTINCT c.member_id FROM consent_record c JOIN member m ON m.id = c.member_id WHERE c.purpose = 'Email' AND c.granted AND NOT m.email_consent AND {range.On("c.member_id")}", r => signals.unsubscribed.Add(r.Number(0)), ct);
        return signals;
    }

    private static async Task EachAsync(StudioDb db, string select, Action<BulkRows> take, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync(select, ct);
        while (rows.Read())
        {
            take(rows);
        }
    }
}
