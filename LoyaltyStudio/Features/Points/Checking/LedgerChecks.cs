using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Points.Checking;

/// <summary>I1 and I13: balance = sum of entries = sum of open lots − debt, for every member (law L8).</summary>
internal sealed class BalanceCheck() : StatementCheck("points-balance", "Every balance is the sum of its bookings, and of its open lots less debt", """
    SELECT m.id AS member, coalesce(b.total, 0) AS balance, coalesce(e.points, 0) AS bookings, coalesce(l.remaining, 0) AS open_lots, coalesce(b.debt, 0) AS debt
    FROM member m
    LEFT JOIN point_balance b ON b.member_id = m.id
    LEFT JOIN (SELECT member_id, sum(points) AS points FROM ledger_entry GROUP BY member_id) e ON e.member_id = m.id
    LEFT JOIN (SELECT member_id, sum(remaining) AS remaining FROM point_lot GROUP BY member_id) l ON l.member_id = m.id
    WHERE coalesce(b.total, 0) <> coalesce(e.points, 0) OR coalesce(b.total, 0) <> coalesce(l.remaining, 0) - coalesce(b.debt, 0)
    """);

/// <summary>A lot holds between nothing and what was earned, and what is left of it follows from its movements.</summary>
internal sealed class LotCheck() : StatementCheck("point-lots", "What is left of every lot is what was earned less what was taken", """
    SELECT l.id AS lot, l.member_id AS member, l.earned, l.remaining, coalesce(m.moved, 0) AS moved
    FROM point_lot l LEFT JOIN (SELECT lot_id, sum(points) AS moved FROM lot_movement WHERE lot_id IS NOT NULL GROUP BY lot_id) m ON m.lot_id = l.id
    WHERE l.remaining < 0 OR l.remaining > l.earned OR l.earned + coalesce(m.moved, 0) <> l.remaining
    """);

/// <summary>I7: a return takes back at most what was bought, and an entry is reversed at most up to its amount (law L5).</summary>
internal sealed class ReversalCheck() : StatementCheck("returns", "No line comes back more often than it was bought, no booking is taken back more than once", """
    SELECT e.id AS booking, e.member_id AS member, e.points, -r.points AS taken_back
    FROM ledger_entry e JOIN (SELECT reverses_id, sum(points - forgiven) AS points FROM ledger_entry WHERE reverses_id IS NOT NULL GROUP BY reverses_id) r ON r.reverses_id = e.id
    WHERE (e.points >= 0 AND -r.points > e.points) OR (e.points < 0 AND r.points > -e.points)
    UNION ALL
    SELECT l.id, l.purchase_id, l.quantity, l.returned_quantity FROM purchase_line l WHERE l.returned_quantity < 0 OR l.returned_quantity > l.quantity
    """);

/// <summary>I7: a purchase of a member that a programme judges has exactly one earning entry.</summary>
internal sealed class EarnedOnceCheck() : StatementCheck("earned-once", "Every booking of a purchase has its purchase, with the same member and day", """
    SELECT e.id AS booking, e.source_id AS purchase, e.member_id AS member
    FROM ledger_entry e LEFT JOIN purchase p ON p.id = CAST(e.source_id AS bigint) AND p.member_id = e.member_id AND p.business_date = e.business_date
    WHERE e.kind = 'Earn' AND e.source_type = 'purchase' AND p.id IS NULL
    """);

/// <summary>I8: the totals per member equal a recount of the purchases.</summary>
internal sealed class MemberTotalsCheck() : StatementCheck("member-totals", "The totals of every member are those of the purchases", """
    SELECT coalesce(s.member_id, p.member_id) AS member, s.purchase_count AS counted, p.purchases AS recount, s.net_cents AS cents, p.cents AS recount_cents
    FROM (SELECT member_id, sum(CASE WHEN kind = 'Purchase' THEN 1 ELSE 0 END) AS purchases, sum(CASE WHEN kind = 'Return' THEN 1 ELSE 0 END) AS returns,
                 sum(total_cents) AS cents, max(CASE WHEN kind = 'Purchase' THEN business_date END) AS last_on, min(CASE WHEN kind = 'Purchase' THEN business_date END) AS first_on
          FROM purchase WHERE member_id IS NOT NULL GROUP BY member_id) p
    LEFT JOIN member_stat s ON s.member_id = p.member_id
    WHERE s.member_id IS NULL OR s.purchase_count <> p.purchases OR s.return_count <> p.returns OR s.net_cents <> p.cents
       OR coalesce(s.last_purchase_on, p.last_on) <> p.last_on OR coalesce(s.first_purchase_on, p.first_on) <> p.first_on
    """);

/// <summary>What is left of every purchase follows from its lines and what came back of them.</summary>
internal sealed class KeptCheck() : StatementCheck("kept-amounts", "What is left of every purchase is what its kept lines come to", """
    SELECT p.id AS purchase, p.member_id AS member, p.eligible_cents, p.kept_cents
    FROM purchase p
    LEFT JOIN (SELECT purchase_id, CAST(sum(amount_cents) AS bigint) AS goods, CAST(sum((2 * amount_cents * (quantity - returned_quantity) + quantity) / (2 * quantity)) AS bigint) AS kept
               FROM purchase_line WHERE kind = 'Goods' GROUP BY purchase_id) l ON l.purchase_id = p.id
    WHERE p.kept_cents <> CASE WHEN p.kind = 'Return' OR coalesce(l.goods, 0) <= 0 THEN 0 ELSE l.kept * p.eligible_cents / l.goods END
    """);

/// <summary>What a rule with a limit gave in all is the sum of what it gave to members.</summary>
internal sealed class RuleTotalCheck() : StatementCheck("rule-totals", "What every rule with a limit gave is the sum over its members", """
    SELECT t.rule_id AS rule, t.points, coalesce(u.points, 0) AS by_members
    FROM rule_total t LEFT JOIN (SELECT rule_id, sum(points) AS points FROM rule_use GROUP BY rule_id) u ON u.rule_id = t.rule_id
    WHERE t.points <> coalesce(u.points, 0)
    """);
