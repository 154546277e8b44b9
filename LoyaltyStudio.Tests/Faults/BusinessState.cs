namespace LoyaltyStudio.Tests.Faults;

/// <summary>What two runs with the same end must have in common: everything but ids, moments, codes and who did it.</summary>
internal static class BusinessState
{
    internal static readonly string[] Purchases =
    [
        "SELECT kind, state, lines_read, added, changed, unchanged, refused, committed, total_records, details FROM import_run ORDER BY id",
        "SELECT line_no, code, reason, row_kept FROM import_refusal ORDER BY line_no, code, reason",
        "SELECT external_id, card_number, last_name, email_consent, home_store_id FROM member ORDER BY external_id",
        "SELECT member_id, total, debt FROM point_balance ORDER BY member_id",
        "SELECT member_id, earned, remaining, activates_on, expires_on FROM point_lot ORDER BY member_id, activates_on, earned, remaining, expires_on",
        "SELECT member_id, kind, points, business_date, qualifies_on, reason FROM ledger_entry ORDER BY member_id, business_date, kind, points, reason",
        "SELECT member_id, tier, since, valid_until FROM member_tier ORDER BY member_id",
        "SELECT member_id, from_tier, to_tier, t.\"on\" FROM tier_change t ORDER BY member_id, 4, to_tier",
        "SELECT member_id, first_purchase_on, last_purchase_on, purchase_count, return_count, net_cents FROM member_stat ORDER BY member_id",
        "SELECT p.source, p.external_id, p.kind, p.member_id, s.code, p.business_date, p.total_cents FROM purchase p LEFT JOIN store s ON s.id = p.store_id ORDER BY 1, 2",
        "SELECT p.external_id, l.line_no, l.kind, l.quantity, l.amount_cents, l.returned_quantity, a.sku FROM purchase_line l JOIN purchase p ON p.id = l.purchase_id LEFT JOIN product a ON a.id = l.product_id ORDER BY 1, 2",
    ];

    internal static readonly string[] Cheques =
    [
        "SELECT period, state, member_count, cheque_count, value_cents, points_used, points_carried, issued_through_member, issued_count, issued_cents FROM cheque_run",
        "SELECT member_id, tier, store_id, eligible_points, value_cents, points_used, refusal FROM cheque_run_line ORDER BY member_id",
        "SELECT member_id, face_cents, points_used, state, valid_until FROM cheque ORDER BY member_id, face_cents",
        "SELECT c.member_id, e.kind, e.cents, e.business_date FROM cheque_entry e JOIN cheque c ON c.id = e.cheque_id ORDER BY c.member_id, e.kind, e.cents",
        "SELECT member_id, kind, points FROM ledger_entry WHERE source_type = 'cheque_run' ORDER BY member_id, points",
        "SELECT member_id, total, debt FROM point_balance ORDER BY member_id",
        "SELECT member_id, earned, remaining, activates_on FROM point_lot ORDER BY member_id, activates_on, earned, remaining",
    ];

    internal static readonly string[] Campaigns =
    [
        "SELECT campaign_id, member_id, \"group\", assigned_on FROM campaign_member ORDER BY 1, 2",
        "SELECT campaign_id, member_id, kind, value, state, valid_until FROM coupon ORDER BY 1, 2",
        "SELECT campaign_id, member_id, entered_on, step, kind, channel, variant, outcome, reason, amount FROM campaign_contact ORDER BY 1, 2, 3, 4",
        "SELECT campaign_id, member_id, entered_on, state, step, reason FROM journey ORDER BY 1, 2, 3",
        "SELECT campaign_id, member_id, kind, to_address, state, subject FROM outbox_message ORDER BY 1, 2",
    ];
}
