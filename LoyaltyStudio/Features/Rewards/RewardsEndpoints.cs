using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Rewards;

/// <param name="Stock">What is left; null where it never runs out.</param>
/// <param name="Tiers">Codes of the tiers that may have it; empty for everybody.</param>
public sealed record RewardAnswer(string Code, RewardKind Kind, string NameNl, string NameEn, string DescriptionNl, string DescriptionEn, long Points, long? Stock, DateOnly? UntilOn, IReadOnlyList<string> Tiers);

/// <param name="Source">The system that numbers the order; with Id the key for ever.</param>
/// <param name="Reward">Code of the reward.</param>
public sealed record RewardOrderBody(string Source, string Id, string Reward, string? Store = null);

public sealed record UndoRewardBody(string Source, string Id, string Reason);

public sealed record RewardOrderAnswer(string Source, string Id, string Reward, string Member, long Points, DateOnly On, bool Undone, long GoodwillPoints);

/// <summary>Rewards over HTTP. Numbers and codes travel in the body.</summary>
internal static class RewardsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        var example = new RewardOrderAnswer("webshop", "R-2210", "tas", "2900000000421", 150, new DateOnly(2026, 9, 30), false, 0);
        group.MapGet("/rewards", async (HttpContext context, ListRewards list, CancellationToken ct) =>
                ApiResults.From(await list.RunAsync(ApiCaller.Of(context).Actor, onlyOpen: true, ct), rows => ApiAnswer.Ok(rows.Select(r =>
                    new RewardAnswer(r.Code, r.Kind, r.NameNl, r.NameEn, r.DescriptionNl, r.DescriptionEn, r.Points, r.Stock, r.UntilOn, r.Tiers)).ToList())))
            .WithTags("Rewards").WithName("list_rewards").WithSummary("The rewards that can be had today").WithDescription("The cheapest first, with price in points and what is left.")
            .WithResponseExample(200, new List<RewardAnswer> { new("tas", RewardKind.Product, "Canvas tas", "Canvas bag", "", "", 150, 38, null, []) });
        group.MapPost("/members/{reference}/rewards", (HttpContext context, string reference, RewardOrderBody body, SpendOnReward spend, TimeProvider clock, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, db => SpendAsync(db, ApiCaller.Of(context).Actor, reference, body, spend, clock, ct), ApiAnswer.Ok))
            .WithTags("Rewards").WithName("take_reward").WithSummary("Gives a member a reward for points")
            .WithDescription("Points and stock change together or not at all. Source and id are the key for ever. Refusals carry a stable code: too_few_points, sold_out, not_available, wrong_tier, member_inactive.")
            .WithRequestExample(new RewardOrderBody("webshop", "R-2210", "tas")).WithResponseExample(200, example);
        group.MapPost("/members/{reference}/rewards/undo", (HttpContext context, string reference, UndoRewardBody body, UndoSpend undo, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, db => UndoAsync(db, ApiCaller.Of(context).Actor, reference, body, undo, ct), ApiAnswer.Ok))
            .WithTags("Rewards").WithName("undo_reward").WithSummary("Gives a reward back")
            .WithDescription("At most once. The points go back with their own last day; where that has passed they can be spent for thirty days more (goodwill_points).")
            .WithRequestExample(new UndoRewardBody("webshop", "R-2210", "Damaged on arrival")).WithResponseExample(200, example with { Undone = true });
    }

    private static async Task<Outcome<RewardOrderAnswer>> SpendAsync(StudioDb db, Actor actor, string reference, RewardOrderBody body, SpendOnReward spend, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        var errors = RecordPurchase.Keys(body.Source, body.Id, clock.GetUtcNow().UtcDateTime, clock).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var member = await MemberRef.FindAsync(db, reference, ct);
        var code = body.Reward.ToLowerInvariant();
        var reward = await db.Set<Reward>().AsNoTracking().Where(r => r.Code == code).Select(r => r.Id).FirstOrDefaultAsync(ct);
        var store = await RecordPurchase.StoreOfAsync(db, actor, body.Store, ct);
        if (member is null || reward == 0 || !store.IsDone)
        {
            return member is null ? Unknown : reward == 0 ? Refuse.NotFound("reward_unknown", "This reward does not exist.") : store.As<RewardOrderAnswer>();
        }

        var order = await spend.RunInAsync(db, actor, new SpendOnRewardRequest(member.Id, reward, Key(body.Source, body.Id), store.Value == 0 ? null : store.Value), ct);
        return await AnswerAsync(db, order, member, body.Source, body.Id, ct);
    }

    private static async Task<Outcome<RewardOrderAnswer>> UndoAsync(StudioDb db, Actor actor, string reference, UndoRewardBody body, UndoSpend undo, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        var key = Key(body.Source, body.Id);
        if (await MemberRef.FindAsync(db, reference, ct) is not { } member)
        {
            return Unknown;
        }

        var order = await db.Set<RewardOrder>().AsNoTracking().Where(o => o.RequestKey == key && o.MemberId == member.Id).Select(o => o.Id).FirstOrDefaultAsync(ct);
        return await AnswerAsync(db, await undo.RunInAsync(db, actor, order, body.Reason, ct), member, body.Source, body.Id, ct);
    }

    private static async Task<Outcome<RewardOrderAnswer>> AnswerAsync(StudioDb db, Outcome<RewardOrder> outcome, Member member, string source, string id, CancellationToken ct)
    {
        if (outcome is not { IsDone: true, Value: { } order })
        {
            return outcome.As<RewardOrderAnswer>();
        }

        var code = await db.Set<Reward>().AsNoTracking().Where(r => r.Id == order.RewardId).Select(r => r.Code).FirstAsync(ct);
        return new RewardOrderAnswer(source, id, code, member.CardNumber, order.Points, order.On, order.UndoneAt is not null, order.GoodwillPoints);
    }

    private static Refusal Unknown { get; } = Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");

    private static string Key(string source, string id) => $"{source}|{id}";
}
