using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Lifecycle.Refreshing;

/// <summary>Finds the members whose state may differ from what is kept: something of theirs changed since the last run, or time alone may change it today. May name too many, never too few.</summary>
internal static class TouchedMembers
{
    /// <summary>Purchases that got their number before the last run and were committed behind it.</summary>
    private const long PurchasesBefore = 50_000;
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    internal static async Task<long[]> FindAsync(StudioDb db, StateRun last, LifecycleSettings settings, DateOnly today, CancellationToken ct)
    {
        var since = last.StartedAt - Before;
        var day = DateOnly.FromDateTime(since).AddDays(-1);

        // Answers are typed in and promises are found broken long after their day, so all that may still put somebody at risk are looked at.
        var risk = today.AddDays(-settings.RiskDays);
        await using var command = db.Command("""
            SELECT id FROM member WHERE changed_at >= @since
            UNION SELECT member_id FROM purchase WHERE id > @before AND (id > @purchase OR recorded_at >= @since) AND member_id IS NOT NULL
            UNION SELECT member_id FROM complaint WHERE member_id IS NOT NULL AND (state = 'Open' OR answered_on >= @day OR closed_on >= @day)
            UNION SELECT member_id FROM survey_answer WHERE member_id IS NOT NULL AND (answered_on >= @day OR score >= @score)
            UNION SELECT a.member_id FROM survey_answer a JOIN member_state s ON s.member_id = a.member_id WHERE a.answered_on >= @risk AND a.score <= @low AND s.state NOT IN ('AtRisk', 'Returned')
            UNION SELECT s.member_id FROM member_state s JOIN survey_answer a ON a.member_id = s.member_id WHERE s.state = 'AtRisk' AND s.cause = 'low_score' AND a.score > @low
            UNION SELECT p.member_id FROM member_promise p JOIN member_state s ON s.member_id = p.member_id WHERE p.broken_on >= @risk AND s.state NOT IN ('AtRisk', 'Returned')
            UNION SELECT s.member_id FROM member_state s WHERE s.state = 'AtRisk' AND s.cause = 'broken_promise' AND NOT EXISTS (SELECT 1 FROM member_promise p WHERE p.member_id = s.member_id AND p.broken_on >= @risk)
            UNION SELECT member_id FROM tier_change WHERE recorded_at >= @since
            UNION SELECT referred_by_id FROM member WHERE referred_by_id IS NOT NULL
            UNION SELECT member_id FROM member_state WHERE look_again_on <= @today
            UNION SELECT m.id FROM member m LEFT JOIN member_state s ON s.member_id = m.id WHERE s.member_id IS NULL AND m.status <> 'Erased'
            """)
            .With("purchase", last.PurchaseId).With("before", last.PurchaseId - PurchasesBefore).With("score", settings.HighScore).With("low", settings.LowScore)
            .With("since", since).With("day", day).With("risk", risk).With("today", today);

        var found = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetInt64(0));
        }

        found.Sort();
        return [.. found];
    }
}
