using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Lifecycle;

/// <summary>Every state is the outcome of its last move.</summary>
internal sealed class LifecycleCheck() : StatementCheck("states", "Every customer's state is what the last move says", """
    SELECT s.member_id AS member, s.state, c.to_state
    FROM member_state s
    LEFT JOIN (SELECT member_id, to_state, row_number() OVER (PARTITION BY member_id ORDER BY id DESC) AS place FROM state_change) c ON c.member_id = s.member_id AND c.place = 1
    WHERE c.to_state IS NULL OR c.to_state <> s.state
    """);
