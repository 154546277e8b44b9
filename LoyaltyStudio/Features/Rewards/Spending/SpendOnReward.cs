using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Rewards.Spending;

/// <param name="RequestKey">Made when the form opened, or source and number of the caller: the same key again is the same order.</param>
public sealed record SpendOnRewardRequest(long MemberId, long RewardId, string RequestKey, long? StoreId = null);

/// <summary>
/// Gives a member a reward for points: the points leave the lots that end first, and the stock falls, in one transaction. Never more than can be spent today,
/// never below a stock of zero.
/// </summary>
public sealed class SpendOnReward(StudioData data, TimeProvider clock, OrganisationBook organisation, IEnumerable<IPointHold> holds)
{
    public async Task<Outcome<RewardOrder>> RunAsync(Actor actor, SpendOnRewardRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => RunInAsync(db, actor, request, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<RewardOrder>> RunInAsync(StudioDb db, Actor actor, SpendOnRewardRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes) || (request.StoreId is { } store && !actor.Sees(store)))
        {
            return Refuse.Forbidden();
        }

        if (actor.Kind == "user" && !await MemberSearch.SeesAsync(db, actor, request.MemberId, ct))
        {
            return MemberSearch.Unknown;
        }

        await db.LockMembersAsync([request.MemberId]);
        if (await db.Set<RewardOrder>().AsNoTracking().FirstOrDefaultAsync(o => o.RequestKey == request.RequestKey, ct) is { } known)
        {
            return known.MemberId == request.MemberId && known.RewardId == request.RewardId ? known
                : Refuse.Conflict("order_differs", "This order is recorded already with another member or reward.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var reward = await db.Set<Reward>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == request.RewardId, ct);
        if (await RefusalAsync(db, request.MemberId, reward, today, ct) is { } refusal)
        {
            return refusal;
        }

        return await WriteAsync(db, actor, request, reward!, today, ct);
    }

    private static async Task<Refusal?> RefusalAsync(StudioDb db, long memberId, Reward? reward, DateOnly today, CancellationToken ct)
    {
        if (!await db.Set<Member>().AnyAsync(m => m.Id == memberId && m.Status == MemberStatus.Active, ct))
        {
            return Refuse.Conflict("member_inactive", "This member takes no part in the programme any more.");
        }

        if (reward is null)
        {
            return Refuse.NotFound("reward_unknown", "This reward does not exist.");
        }

        return ListRewards.StateOf(reward, today) switch
        {
            RewardState.Open => reward.TierCodes is { Count: > 0 } tiers && !tiers.Contains((await TierOf.ReadAsync(db, memberId, today, ct))?.Tier.Code)
                ? Refuse.Conflict("wrong_tier", "This reward is for another tier.") : null,
            RewardState.SoldOut => Refuse.Conflict("sold_out", "There are none left of this reward."),
            _ => Refuse.Conflict("not_available", "This reward cannot be had today."),
        };
    }

    /// <summary>Points that a cheque run has counted already; none can be counted any more before this transaction ends.</summary>
    private async Task<PointHold?> HeldAsync(StudioDb db, long member, CancellationToken ct)
    {
        foreach (var hold in holds)
        {
            await hold.SettleAsync(db, ct);
        }

        return await PointsOf.HeldAsync(db, holds, member, ct);
    }

    private async Task<Outcome<RewardOrder>> WriteAsync(StudioDb db, Actor actor, SpendOnRewardRequest request, Reward reward, DateOnly today, CancellationToken ct)
    {
        var held = await HeldAsync(db, request.MemberId, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, now), [request.MemberId], [request.MemberId], ct);
        var lots = booking.OpenLots(request.MemberId);
        var spendable = lots.Where(l => LotPolicy.Spendable(l, today)).Sum(l => l.Remaining)
            - (held?.OfLiving(lots.Where(l => l.ExpiresOn < today && l.ActivatesOn <= held.ActiveBy).Sum(l => l.Remaining)) ?? 0);
        if (spendable < reward.Points)
        {
            return Refuse.Conflict("too_few_points", "The member can spend {0} points; this reward costs {1}.", Math.Max(0, spendable), reward.Points);
        }

        if (!await RewardStock.TakeAsync(db, reward.Id))
        {
            return Refuse.Conflict("sold_out", "There are none left of this reward.");
        }

        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On(today);
        var id = (await db.NextIdsAsync<RewardOrder>(1))[0];
        var entry = booking.Spend(request.MemberId, EntryKind.Spend, reward.Points, "reward_order", id, today, $"Reward {reward.NameNl}", live?.VersionId, lot => LotPolicy.Spendable(lot, today), activity: live,
            last: held is null ? null : lot => lot.ActivatesOn <= held.ActiveBy ? held.ActiveBy.DayNumber - lot.ActivatesOn.DayNumber : -1);
        await booking.AssignIdsAsync();
        await booking.SaveAsync(ct);
        var order = new RewardOrder
        {
            Id = id, RewardId = reward.Id, MemberId = request.MemberId, EntryId = entry.Id, Points = reward.Points, RequestKey = request.RequestKey, At = now, On = today,
            StoreId = request.StoreId ?? (actor.Stores is [var own] ? own : null), By = actor.Stamp,
        };
        await db.BulkInsertAsync([order]);
        db.Audit(actor, "reward.taken", $"reward_order {id}", $"reward {reward.Code}, {reward.Points} points, member {request.MemberId}");
        return order;
    }
}
