using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques;

/// <param name="Code">As printed; dashes and case do not matter.</param>
/// <param name="AmountCents">For a cheque: the part to use; leave it out to use all that is left.</param>
/// <param name="Store">Code of the store; a key that speaks for one store may leave it out.</param>
public sealed record RedemptionBody(string Code, string ReceiptId, long? AmountCents = null, string? Store = null);

/// <param name="Percent">Percentage off, for a coupon of that kind.</param>
public sealed record RedemptionAnswer(long RedemptionId, string Kind, string Member, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil);

/// <summary>Redemption over HTTP. The code travels in the body, never in an address.</summary>
internal static class ChequesEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => ApiRoutes.Group(app)
        .MapPost("/redemptions", (HttpContext context, RedemptionBody body, RedeemCode redeem, StudioData data, CancellationToken ct) => RedeemAsync(context, body, redeem, data, ct))
        .WithTags("Redemptions").WithName("redeem").WithSummary("Uses a reward cheque or coupon on a receipt")
        .WithDescription("A cheque is used once for its whole value or in parts, a coupon once. The same code and receipt again get the same answer. Refusals carry a stable code: unknown_code, already_redeemed, expired, reserved, revoked, too_much, too_many_wrong_codes.")
        .WithRequestExample(new RedemptionBody("7K2M-9QX4T-B81HC", "2026-09-30-0042"))
        .WithResponseExample(200, new RedemptionAnswer(118, "cheque", "2900000000421", 500, null, 0, new DateOnly(2027, 3, 31)));

    private static async Task<IResult> RedeemAsync(HttpContext context, RedemptionBody body, RedeemCode redeem, StudioData data, CancellationToken ct)
    {
        var actor = ApiCaller.Of(context).Actor;
        await using var read = data.Read();
        var store = await Purchases.Recording.RecordPurchase.StoreOfAsync(read, actor, body.Store, ct);
        var request = new RedeemRequest(body.Code, body.ReceiptId, body.AmountCents, store is { IsDone: true, Value: not 0 } ? store.Value : null);
        if (!store.IsDone || redeem.Check(actor, request) is not null)
        {
            return ApiResults.From(store.IsDone ? redeem.Check(actor, request)! : store.As<RedemptionAnswer>(), ApiAnswer.Ok);
        }

        return await Idempotent.RunAsync(context, body, async db => await AnswerAsync(db, await redeem.RunInAsync(db, actor, request, ct), ct), ApiAnswer.Ok);
    }

    private static async Task<Outcome<RedemptionAnswer>> AnswerAsync(StudioDb db, Outcome<RedeemedCode> outcome, CancellationToken ct)
    {
        if (outcome is not { IsDone: true, Value: { } done })
        {
            return outcome.As<RedemptionAnswer>();
        }

        var card = await db.Set<Member>().AsNoTracking().Where(m => m.Id == done.MemberId).Select(m => m.CardNumber).FirstAsync(ct);
        return new RedemptionAnswer(done.RedemptionId, done.Kind, card, done.AmountCents, done.Percent, done.LeftCents, done.ValidUntil);
    }
}
