using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Points.Checking;

/// <summary>A correction has its booking if and only if it was decided so; the points agree.</summary>
internal sealed class AdjustmentCheck() : StatementCheck("adjustments", "Every correction that was booked has its booking, and every such booking its correction", """
    SELECT a.id AS correction, a.member_id AS member, a.state, a.points, e.points AS booked
    FROM point_adjustment a LEFT JOIN ledger_entry e ON e.id = a.entry_id AND e.kind = 'Adjustment' AND e.member_id = a.member_id
    WHERE (a.state = 'Booked' AND (e.id IS NULL OR e.points <> a.points)) OR (a.state <> 'Booked' AND a.entry_id IS NOT NULL)
    UNION ALL
    SELECT NULL, e.member_id, NULL, NULL, e.points FROM ledger_entry e LEFT JOIN point_adjustment a ON a.entry_id = e.id WHERE e.kind = 'Adjustment' AND a.id IS NULL
    """);
