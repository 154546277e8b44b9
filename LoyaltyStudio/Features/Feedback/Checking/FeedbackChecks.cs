using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Feedback.Checking;

/// <summary>Broken promises are made good or at least looked at, once each.</summary>
internal sealed class RecoveryCheck() : StatementCheck("recoveries", "Every broken promise has exactly one recovery, and what was kept has none that is open", """
    SELECT p.id AS promise, p.broken_on, count(r.id) AS recoveries
    FROM member_promise p LEFT JOIN recovery r ON r.promise_id = p.id AND (p.broken_on IS NOT NULL OR (r.state = 'Open' AND r.gesture = ''))
    WHERE p.broken_on IS NOT NULL OR r.id IS NOT NULL
    GROUP BY p.id, p.broken_on
    HAVING count(r.id) <> CASE WHEN p.broken_on IS NULL THEN 0 ELSE 1 END
    """);

/// <summary>What gestures cost agrees with what was taken from the budget, and no budget was passed.</summary>
internal sealed class GestureBudgetCheck() : StatementCheck("gesture-budget", "Gestures of every store and month come to what was taken from their budget, and never pass it", """
    SELECT b.store_id AS store, b.month, b.spent_cents AS spent, b.limit_cents AS budget, coalesce(g.cents, 0) AS given
    FROM gesture_budget b
    LEFT JOIN (SELECT coalesce(store_id, 0) AS store_id, substr(CAST(given_on AS text), 1, 7) AS month, sum(cost_cents) AS cents FROM recovery WHERE gesture <> '' GROUP BY coalesce(store_id, 0), substr(CAST(given_on AS text), 1, 7)) g
      ON g.store_id = b.store_id AND g.month = substr(CAST(b.month AS text), 1, 7)
    WHERE b.spent_cents <> coalesce(g.cents, 0) OR b.spent_cents > b.limit_cents
    UNION ALL
    SELECT coalesce(r.store_id, 0), r.given_on, r.cost_cents, NULL, NULL FROM recovery r
    WHERE r.gesture <> '' AND NOT EXISTS (SELECT 1 FROM gesture_budget b WHERE b.store_id = coalesce(r.store_id, 0) AND substr(CAST(b.month AS text), 1, 7) = substr(CAST(r.given_on AS text), 1, 7))
    """);

/// <summary>An invitation is answered if and only if its answer is there.</summary>
internal sealed class InvitationCheck() : StatementCheck("survey-answers", "Every answered invitation has its answer, and every answer to an invitation is that of the same member", """
    SELECT i.id AS invitation, i.member_id AS member, a.id AS answer FROM survey_invitation i LEFT JOIN survey_answer a ON a.invitation_id = i.id
    WHERE (i.answered_at IS NULL) <> (a.id IS NULL) OR a.member_id <> i.member_id
    """);

/// <summary>The time line of a complaint begins with how it came in, and its state follows from it.</summary>
internal sealed class ComplaintCheck() : StatementCheck("complaints", "Every complaint has its time line, an answer once it is answered, and a last day", """
    SELECT c.id AS complaint, c.state FROM complaint c
    WHERE NOT EXISTS (SELECT 1 FROM complaint_note n WHERE n.complaint_id = c.id AND n.step = 'Opened') OR (c.state <> 'Open' AND (c.answer = '' OR c.answered_on IS NULL)) OR (c.state = 'Closed' AND c.closed_on IS NULL) OR c.due_on < c.opened_on
    """);
