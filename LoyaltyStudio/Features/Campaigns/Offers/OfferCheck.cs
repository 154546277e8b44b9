using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>A code for everybody was used as often as its receipts say; points of a coupon stand in the ledger once for every use of it.</summary>
internal sealed class OfferCheck() : StatementCheck("offer-uses", "Every code counts the receipts that used it, and points of coupons are booked once per use", """
    SELECT o.id AS offer, o.uses, (SELECT count(*) FROM redemption r WHERE r.code_kind = 'offer' AND r.code_id = o.id AND r.reversed_at IS NULL) AS receipts
    FROM offer o WHERE o.shared_code IS NOT NULL AND o.uses <> (SELECT count(*) FROM redemption r WHERE r.code_kind = 'offer' AND r.code_id = o.id AND r.reversed_at IS NULL)
    UNION ALL
    SELECT e.id, e.points, r.value FROM ledger_entry e LEFT JOIN redemption r ON CAST(r.id AS text) = e.source_id
    WHERE e.source_type = 'coupon' AND e.kind = 'EventEarn' AND (r.id IS NULL OR r.value <> e.points OR r.code_kind = 'cheque')
    """);
