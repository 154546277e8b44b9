using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Rewards.Spending;

/// <summary>
/// Takes a reward back, at most once: each amount goes back into its own lot with its own last day; where that has passed it can be spent for thirty days more
/// and is booked apart as goodwill (semantics 3). The stock gets its piece back.
/// </summary>
public sealed class UndoSpend(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<RewardOrder>> RunAsync(Actor actor, long orderId, string reason, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => RunInAsync(db, actor, orderId, reason, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<RewardOrder>> RunInAsync(StudioDb db, Actor actor, long orderId, string reason, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 200)
        {
            return Refuse.Invalid("reason", "Say why, in at most 200 characters.");
        }

        if (await db.Set<RewardOrder>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == orderId, ct) is not { } order
            || (actor.Kind == "user" && !await MemberSearch.SeesAsync(db, actor, order.MemberId, ct)))
        {
            return Refuse.NotFound("order_unknown", "This order does not exist.");
        }

        await db.LockMembersAsync([order.MemberId]);
        var now = clock.GetUtcNow().UtcDateTime;
        await using var undo = db.Command("UPDATE reward_order SET undone_at = @now, undone_by = @by, undo_reason = @reason WHERE id = @id AND undone_at IS NULL")
            .With("now", now).With("by", actor.Stamp).With("reason", reason.Trim()).With("id", orderId);
        if (await undo.ExecuteNonQueryAsync(ct) == 0)
        {
            return Refuse.Conflict("already_undone", "This reward was given back already.");
        }

        return await WriteAsync(db, actor, order, reason.Trim(), now, ct);
    }

    private async Task<Outcome<RewardOrder>> WriteAsync(StudioDb db, Actor actor, RewardOrder order, string reason, DateTime now, CancellationToken ct)
    {
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var spent = await db.Set<LedgerEntry>().AsNoTracking().FirstAsync(e => e.Id == order.EntryId, ct);
        var moves = await db.Set<LotMovement>().AsNoTracking().Where(m => m.EntryId == order.EntryId && m.LotId != null).ToListAsync(ct);
        var ids = moves.ConvertAll(m => m.LotId!.Value);
        var lots = await db.Set<PointLot>().AsNoTracking().Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id, ct);
        var back = moves.OrderBy(m => m.Id).Select(m => (Lot: lots[m.LotId!.Value], Points: -m.Points)).ToLookup(b => LotPolicy.RevivedUntil(b.Lot.ExpiresOn, today) != b.Lot.ExpiresOn);
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, now), [order.MemberId], [], ct);
        foreach (var goodwill in new[] { false, true }.Where(g => back[g].Any()))
        {
            booking.PutBack(EntryKind.SpendUndo, spent, "reward_order", order.Id, goodwill ? 1 : 0, today, spent.Reason, [.. back[goodwill]]);
        }

        await booking.SaveAsync(ct);
        await RewardStock.GiveBackAsync(db, order.RewardId);
        (order.UndoneAt, order.UndoneBy, order.UndoReason, order.GoodwillPoints) = (now, actor.Stamp, reason, back[true].Sum(b => b.Points));
        await db.BulkUpdateAsync([order], [nameof(RewardOrder.GoodwillPoints)], []);
        db.Audit(actor, "reward.undone", $"reward_order {order.Id}", $"{order.Points} points back, of which {order.GoodwillPoints} as goodwill: {reason}");
        return order;
    }
}
