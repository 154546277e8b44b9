using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Tiers.Checking;

/// <summary>I8: every tier is the outcome of its last change.</summary>
internal sealed class TierCheck() : StatementCheck("tiers", "Every tier is what its last change says", """
    SELECT t.member_id AS member, t.tier, c.to_tier
    FROM member_tier t
    LEFT JOIN (SELECT member_id, to_tier, valid_until, row_number() OVER (PARTITION BY member_id ORDER BY id DESC) AS place FROM tier_change) c ON c.member_id = t.member_id AND c.place = 1
    WHERE c.to_tier IS NULL OR c.to_tier <> t.tier OR coalesce(c.valid_until, t.valid_until) <> t.valid_until
    """);
