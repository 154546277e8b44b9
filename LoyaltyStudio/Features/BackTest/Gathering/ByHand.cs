using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>
/// Reads what people did and nothing here counts anew: corrections, rewards taken and given back, expired points given back, points whose end was moved,
/// tiers given by hand, and deliveries. Each stands behind the last purchase of its day that was recorded before it.
/// </summary>
internal sealed partial class ByHand(SmallFacts rest, MemberTable members)
{
    internal List<FactAct> Facts { get; } = [];
    internal List<DeliveryAct> Deliveries { get; } = [];
    internal List<HandAct> Hands { get; } = [];
    internal HashSet<int> Reinstated { get; } = [];

    internal async Task ReadAsync(StudioDb db, bool deliveries, CancellationToken ct)
    {
        await BookingsAsync(db, ct);
        await ReinstatedAsync(db, ct);
        await ExtendedAsync(db, ct);
        await TiersAsync(db, ct);
        if (deliveries)
        {
            await DeliveriesAsync(db, ct);
        }
    }

    /// <summary>The last purchase of a member that was recorded on a day before a moment.</summary>
    private static string PurchaseBefore(string member, string day, string moment) =>
        $"coalesce((SELECT max(p.id) FROM purchase p WHERE p.member_id = {member} AND p.business_date = {day} AND p.recorded_at <= {moment}), 0)";

    /// <summary>
    /// The sources of bookings that are counted anew hold nearly all rows, so the index by source is asked for what lies between them; the plus keeps SQLite
    /// from walking through all rows in order of id instead.
    /// </summary>
    private async Task BookingsAsync(StudioDb db, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync($"""
            SELECT e.member_id, e.points, e.business_date, l.activates_on, l.expires_on, e.qualifies_on, e.kind, e.recorded_at, e.id, coalesce(e.reverses_id, 0), e.source_type, e.source_id,
                {PurchaseBefore("e.member_id", "e.business_date", "e.recorded_at")},
                CASE WHEN EXISTS (SELECT 1 FROM ledger_entry c WHERE c.business_date = e.business_date AND c.kind = 'Cheque' AND c.id > e.id) THEN 1 ELSE 0 END
            FROM ledger_entry e LEFT JOIN point_lot l ON l.entry_id = e.id
            WHERE e.source_type < 'cheque_run' OR (e.source_type > 'cheque_run' AND e.source_type < 'event') OR (e.source_type > 'event' AND e.source_type < 'lot')
                OR (e.source_type > 'lot' AND e.source_type < 'purchase') OR (e.source_type > 'purchase' AND e.source_type < 'return') OR e.source_type > 'return'
            ORDER BY +e.id
            """, ct);
        while (rows.Read())
        {
            var (points, id) = (rows.Number(1), rows.Number(8));
            var (kind, of) = rows.Text(6) switch
            {
                "Spend" => (FactKind.Spent, id),
                "SpendUndo" => (FactKind.Undone, rows.Number(9)),
                "Adjustment" => (points > 0 ? FactKind.Given : FactKind.Taken, LotNumber.Of(rows.Text(10), rows.Text(11), id)),
                _ => ((FactKind?)null, 0L),
            };
            if (kind is { } known)
            {
                var fact = new FactAct(known, points, of, 0, rows.IsNull(3) ? rows.Day(2) : rows.Day(3), rows.IsNull(4) ? null : rows.Day(4), rows.IsNull(5) ? null : rows.Day(5)) { BeforeCheques = rows.Number(13) == 1 };
                Add(rows.Number(0), fact, rows.Day(2), rows.Number(12), rows.Ticks(7));
            }
        }
    }

    /// <summary>Among the many bookings of expired points the audit trail tells whose came back.</summary>
    private async Task ReinstatedAsync(StudioDb db, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync($"""
            SELECT e.member_id, e.points, e.business_date, e.recorded_at, e.line, g.source_type, g.source_id, g.id, {PurchaseBefore("e.member_id", "e.business_date", "e.recorded_at")}
            FROM ledger_entry e JOIN point_lot l ON l.id = CAST(e.source_id AS BIGINT) JOIN ledger_entry g ON g.id = l.entry_id
            WHERE e.kind = 'Reinstatement' AND e.source_type = 'lot' AND e.member_id IN (SELECT CAST(substr(subject, 8) AS BIGINT) FROM audit_entry WHERE action = 'points.reinstated' AND subject LIKE 'member %')
            ORDER BY e.id
            """, ct);
        while (rows.Read())
        {
            if (members.PlaceOf(rows.Number(0)) is >= 0 and var place)
            {
                Reinstated.Add(place);
                Add(rows.Number(0), new FactAct(FactKind.Reinstated, rows.Number(1), LotNumber.Of(rows.Text(5), rows.Text(6), rows.Number(7)), (int)rows.Number(4), rows.Day(2), null, null), rows.Day(2), rows.Number(8), rows.Ticks(3));
            }
        }
    }

    /// <summary>A later end changes no points, so that only the audit trail knows of it.</summary>
    private async Task ExtendedAsync(StudioDb db, CancellationToken ct)
    {
        List<(long Member, long Ticks, int Until)> extended = [];
        using (var rows = await db.BulkReadAsync("SELECT subject, details, at FROM audit_entry WHERE action = 'points.extended' ORDER BY id", ct))
        {
            while (rows.Read())
            {
                if (Until().Match(rows.Text(1)) is { Success: true } match && long.TryParse(rows.Text(0).Split(' ')[^1], CultureInfo.InvariantCulture, out var member))
                {
                    extended.Add((member, rows.Ticks(2), DateOnly.ParseExact(match.Groups[1].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber));
                }
            }
        }

        foreach (var (member, ticks, until) in extended)
        {
            var day = rest.DayOf(ticks);
            var recorded = new DateTime(ticks, DateTimeKind.Utc);
            var on = DateOnly.FromDayNumber(day);
            var last = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.MaxAsync(
                db.Set<Purchases.Model.Purchase>().Where(p => p.MemberId == member && p.BusinessDate == on && p.RecordedAt <= recorded), p => (long?)p.Id, ct) ?? 0;
            Add(member, new FactAct(FactKind.Extended, 0, 0, 0, day, until, null), day, last, ticks);
        }
    }

    private async Task TiersAsync(StudioDb db, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync($"""
            SELECT c.member_id, c.to_tier, c.valid_until, c.cause, c."on", c.recorded_at, {PurchaseBefore("c.member_id", "c.\"on\"", "c.recorded_at")}
            FROM tier_change c WHERE c.cause IN ('{TierCauses.Manual}', '{TierCauses.ManualEnd}') ORDER BY c.id
            """, ct);
        while (rows.Read())
        {
            Hands.Add(rows.Text(3) == TierCauses.Manual ? new HandAct(rows.Text(1), rows.Day(2)) : new HandAct(null, 0));
            rest.Between(rows.Number(0), new Between(rows.Day(4), rows.Number(6), rows.Ticks(5), ActKind.Hand, Hands.Count - 1));
        }
    }

    /// <summary>When a delivery was told is not kept; it is taken as told on its day.</summary>
    private async Task DeliveriesAsync(StudioDb db, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync("SELECT id, member_id, business_date, delivered_on FROM purchase WHERE delivered_on IS NOT NULL AND member_id IS NOT NULL AND kind = 'Purchase'", ct);
        while (rows.Read())
        {
            Deliveries.Add(new DeliveryAct(LotNumber.OfPurchase(rows.Number(0)), rows.Day(2)));
            rest.Add(rows.Number(1), new Act(Act.KeyOf(rows.Day(3), Act.LastOfDay), 0, ActKind.Delivery, Deliveries.Count - 1, 0));
        }
    }

    private void Add(long member, FactAct fact, int day, long purchase, long ticks)
    {
        Facts.Add(fact);
        rest.Between(member, new Between(day, purchase, ticks, ActKind.Fact, Facts.Count - 1) { BeforeCheques = fact.BeforeCheques });
    }

    [GeneratedRegex(@"lots until (\d{4}-\d\d-\d\d): ")]
    private static partial Regex Until();
}
