using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Rewards.Reading;

public sealed record MemberOrderRow(long Id, string NameNl, string NameEn, RewardKind Kind, long Points, DateOnly On, string By, DateTime? UndoneAt, string? UndoneBy, string UndoReason, long GoodwillPoints)
{
    public string Name(string language) => language == "en" && NameEn.Length > 0 ? NameEn : NameNl;
}

/// <summary>The rewards that one member took, the latest first.</summary>
public sealed class ListMemberOrders(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<MemberOrderRow>>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        return await (from order in db.Set<RewardOrder>()
                      join reward in db.Set<Reward>() on order.RewardId equals reward.Id
                      where order.MemberId == memberId
                      orderby order.At descending, order.Id descending
                      select new MemberOrderRow(order.Id, reward.NameNl, reward.NameEn, reward.Kind, order.Points, order.On, order.By, order.UndoneAt, order.UndoneBy, order.UndoReason, order.GoodwillPoints)).ToListAsync(ct);
    }
}

/// <summary>Why a member cannot have a reward now.</summary>
public enum RewardHurdle { None, Points, Tier }

/// <param name="Missing">Points still to earn for it.</param>
public sealed record RewardChoice(RewardRow Reward, RewardHurdle Hurdle, long Missing);

public sealed record RewardChoices(long Spendable, IReadOnlyList<RewardChoice> Rewards);

/// <summary>What one member could have today, those within reach first.</summary>
public sealed class ShowRewardChoices(StudioData data, ListRewards rewards, TimeProvider clock, OrganisationBook organisation, IEnumerable<IPointHold> holds)
{
    public async Task<Outcome<RewardChoices>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var spendable = (await PointsOf.ReadAsync(db, holds, memberId, today, ct)).Spendable;
        var tier = (await TierOf.ReadAsync(db, memberId, today, ct))?.Tier.Code;
        var open = (await rewards.RunAsync(actor, onlyOpen: true, ct)).Must();
        return new RewardChoices(spendable, [.. open.Select(r => new RewardChoice(r, r.Tiers.Count > 0 && !r.Tiers.Contains(tier) ? RewardHurdle.Tier : r.Points > spendable ? RewardHurdle.Points : RewardHurdle.None,
            Math.Max(0, r.Points - spendable))).OrderBy(c => c.Hurdle).ThenBy(c => c.Reward.Points)]);
    }
}

public sealed record TierChoice(string Code, string Name);

/// <summary>The tiers of the programme of today, for the editor of rewards.</summary>
public sealed class ListRewardTiers(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<IReadOnlyList<TierChoice>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On((await organisation.CurrentAsync(ct)).Today(clock));
        return live is null ? new List<TierChoice>() : [.. live.Content.Tiers.Select(t => new TierChoice(t.Code, t.Name(StudioLanguages.Current)))];
    }
}
