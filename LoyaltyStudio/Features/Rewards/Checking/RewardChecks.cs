using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Rewards.Checking;

/// <summary>A reward was taken if and only if its points were booked, and given back if and only if they came back; amounts and members agree.</summary>
internal sealed class RewardOrderCheck() : StatementCheck("reward-orders", "Every reward that was taken has its booking, every booking its reward, and what was undone came back whole", """
    SELECT o.id AS reward_order, o.member_id AS member, o.points, e.points AS booked, u.points AS came_back
    FROM reward_order o LEFT JOIN ledger_entry e ON e.id = o.entry_id AND e.kind = 'Spend' AND e.member_id = o.member_id
    LEFT JOIN (SELECT reverses_id, member_id, sum(points) AS points FROM ledger_entry WHERE kind = 'SpendUndo' GROUP BY reverses_id, member_id) u ON u.reverses_id = o.entry_id AND u.member_id = o.member_id
    WHERE e.id IS NULL OR -e.points <> o.points OR coalesce(u.points, 0) <> CASE WHEN o.undone_at IS NULL THEN 0 ELSE o.points END
    UNION ALL
    SELECT NULL, e.member_id, NULL, e.points, NULL FROM ledger_entry e LEFT JOIN reward_order o ON o.entry_id = e.id WHERE e.kind = 'Spend' AND o.id IS NULL
    """);

/// <summary>Nobody took what was not there.</summary>
internal sealed class RewardStockCheck() : StatementCheck("reward-stock", "No reward has a stock below zero", "SELECT id AS reward, code, stock FROM reward WHERE stock < 0");
