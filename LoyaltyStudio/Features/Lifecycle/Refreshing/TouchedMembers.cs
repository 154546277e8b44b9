using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Lifecycle.Refreshing;

/// <summary>Finds the members whose state may differ from what is kept: something of theirs changed since the last run, or time alone may change it today. May name too many, never too few.</summary>
internal static class TouchedMembers
{
    /// <summary>Purchases that got their number before the last run and were committed behind it.</summary>
    private const long PurchasesBefore = 50_000;
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    internal static async Task<long[]> FindAsync(StudioDb db, StateRun last, int highScore, DateOnly today, CancellationToken ct)
    {
        var since = last.StartedAt - Before;
        var day = DateOnly.FromDateTime(since).AddDays(-1);
        await using var command = db.Command("""
            SELECT id FROM member WHERE changed_at >= @since
            UNION SELECT member_id FROM purchase WHERE id > @before AND (id > @purchase OR recorded_at >= @since) AND member_id IS NOT NULL
            UNION SELECT member_id FROM complaint WHERE member_id IS NOT NULL AND (state = 'Open' OR answered_on >= @day OR closed_on >= @day)
            UNION SELECT member_id FROM survey_answer WHERE member_id IS NOT NULL AND (answered_on >= @day OR score >= @score)
            UNION SELECT member_id FROM member_promise WHERE member_id IS NOT NULL AND due_on >= @due AND broken_on IS NOT NULL
            UNION SELECT member_id FROM tier_change WHERE recorded_at >= @since
            UNION SELECT referred_by_id FROM member WHERE referred_by_id IS NOT NULL
            UNION SELECT member_id FROM member_state WHERE look_again_on <= @today
            UNION SELECT m.id FROM member m LEFT JOIN member_state s ON s.member_id = m.id WHERE s.member_id IS NULL AND m.status <> 'Erased'
            """)
            .With("purchase", last.PurchaseId).With("before", last.PurchaseId - PurchasesBefore).With("score", highScore);
        if (db.IsSqlite)
        {
            command.With("since", since.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).With("day", Text(day)).With("due", Text(day.AddDays(-7))).With("today", Text(today));
        }
        else
        {
            command.With("since", since).With("day", day).With("due", day.AddDays(-7)).With("today", today);
        }

        var found = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetInt64(0));
        }

        found.Sort();
        return [.. found];
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
