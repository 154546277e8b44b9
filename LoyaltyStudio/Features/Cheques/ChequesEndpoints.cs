using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>Cheques and coupons at the till over HTTP. Codes travel in bodies, never in an address.</summary>
internal static class ChequesEndpoints
{
    private const string Wrong = "unknown_code (404), replaced, too_many_wrong_codes (429, with Retry-After)";

    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        MapReservations(group);
        var until = new DateOnly(2027, 3, 31);
        group.MapPost("/codes/lookup", LookUpAsync).WithTags("Redemptions").WithName("look_up_code").WithSummary("Says what a cheque or coupon is worth now")
            .WithDescription($"Changes nothing. An unknown code is unknown_code; who holds a code learns its state. Codes: {Wrong}.")
            .WithRequestExample(new LookUpBody("7K2M-9QX4T-B81HC", "utrecht", "till-3")).WithResponseExample(200, new CodeAnswer("cheque", "issued", 1000, null, 1000, until, "2900000000421"));
        group.MapPost("/redemptions", RedeemAsync).WithTags("Redemptions").WithName("redeem").WithSummary("Uses a reward cheque or coupon on a receipt")
            .WithDescription($"By code, or by the reservation that holds it. A cheque is used whole or in parts, a coupon once. The same code or reservation and receipt again get the same answer, for ever; another amount on that receipt is receipt_differs. Refusals carry a stable code: {Wrong}, already_redeemed, reversed, expired, reserved, revoked, too_much, receipt_differs, reservation_unknown (404), reservation_lapsed, reservation_released; of coupons also wrong_member, member_required, not_yet_valid, used_up, used_up_member, not_combinable, minimum_not_reached, no_matching_product, nothing_to_discount. Send the lines of the receipt with a coupon: its minimum and products are then checked and its discount is reckoned, as POST /coupons/validate does before. Points of a coupon are booked for its member, and taken back when its use is undone.")
            .WithRequestExample(new RedemptionBody("2026-09-30-0042", "7K2M-9QX4T-B81HC")).WithResponseExample(200, new RedemptionAnswer(118, "cheque", "2900000000421", 500, null, 0, until, "", 0, []));
        group.MapPost("/redemptions/{id:long}/reverse", ReverseAsync).WithTags("Redemptions").WithName("reverse_redemption").WithSummary("Gives back what a receipt used, after a return")
            .WithDescription("At most once per redemption and three times per cheque; again gets the same answer. Where the last day is over, the cheque is good for some days more and has a new code, which the member gets by e-mail or in print. Codes: redemption_unknown (404), receipt_differs, too_many_reversals, revoked, reserved.")
            .WithRequestExample(new ReversalBody("Returned", "2026-09-30-0042")).WithResponseExample(200, new ReversalAnswer(118, "cheque", "2900000000421", 500, null, 500, until, false, null));
        group.MapGet("/redemptions", ListAsync).WithTags("Redemptions").WithName("list_redemptions").WithSummary("What a receipt used")
            .WithDescription("Cheques and coupons of one receipt, the latest first, also those that were given back. A key that speaks for one store sees that store.")
            .WithResponseExample(200, new ReceiptAnswer("2026-09-30-0042", [new(118, "cheque", "81HC", "2900000000421", 500, null, new DateOnly(2026, 9, 30), new DateTime(2026, 9, 30, 12, 5, 0, DateTimeKind.Utc), null)]));
    }

    private static void MapReservations(RouteGroupBuilder group)
    {
        group.MapPost("/reservations", ReserveAsync).WithTags("Redemptions").WithName("reserve").WithSummary("Holds a cheque for a receipt while the customer checks out")
            .WithDescription($"Nobody else can use the cheque until the reservation is used, released or its time is over. The same code and receipt again are the same reservation. Codes: {Wrong}, already_redeemed, reversed, expired, reserved, revoked, too_much, receipt_differs, not_reservable (a coupon).")
            .WithRequestExample(new ReservationBody("7K2M-9QX4T-B81HC", "2026-09-30-0042", 500))
            .WithResponseExample(200, new ReservationAnswer(52, "cheque", "2900000000421", 500, new DateTime(2026, 9, 30, 12, 20, 0, DateTimeKind.Utc), new DateOnly(2027, 3, 31)));
        group.MapPost("/reservations/{id:long}/release", ReleaseAsync).WithTags("Redemptions").WithName("release_reservation").WithSummary("Frees a cheque that was reserved")
            .WithDescription("Again gets the same answer. Codes: reservation_unknown (404), already_redeemed.").WithResponseExample(200, new ReleaseAnswer(52, "released", 500));
    }

    private static async Task<IResult> LookUpAsync(HttpContext context, LookUpBody body, LookUpCode lookUp, StudioData data, CancellationToken ct)
    {
        var actor = ApiCaller.Of(context).Actor;
        var store = await StoreAsync(data, actor, body.Store, ct);
        var outcome = store.IsDone ? await lookUp.RunAsync(actor, new LookUpRequest(body.Code, store.Value!.Id, body.Terminal ?? ""), ct) : store.As<FoundCode>();
        return ApiResults.From(outcome, f => ApiAnswer.Ok(new CodeAnswer(f.Kind, f.State, f.ValueCents, f.Percent, f.LeftCents, f.ValidUntil, f.Card, f.Benefit, f.Value)));
    }

    private static async Task<IResult> ReserveAsync(HttpContext context, ReservationBody body, ReserveCode reserve, CodeDesk desk, StudioData data, CancellationToken ct)
    {
        var actor = ApiCaller.Of(context).Actor;
        var store = await StoreAsync(data, actor, body.Store, ct);
        var request = new ReserveRequest(body.Code, body.ReceiptId, body.AmountCents, store.Value?.Id, body.Minutes, body.Terminal ?? "");
        if (!store.IsDone || ReserveCode.Check(actor, request) is not null)
        {
            return store.IsDone ? ApiResults.From(ReserveCode.Check(actor, request)!) : ApiResults.From(store.As<object>(), ApiAnswer.Ok);
        }

        return await ServeAsync(context, desk, request.Terminal, body.Code, body with { Code = desk.Hidden(body.Code) }, async db => await AnswerAsync(db, await reserve.RunInAsync(db, actor, request, ct), r => r.MemberId,
            (r, card) => new ReservationAnswer(r.ReservationId, r.Kind, card, r.AmountCents, r.Until, r.ValidUntil), ct));
    }

    private static Task<IResult> ReleaseAsync(HttpContext context, long id, ReleaseReservation release, CancellationToken ct) =>
        Idempotent.RunAsync(context, id, async db => await release.RunInAsync(db, ApiCaller.Of(context).Actor, id, ct), r => ApiAnswer.Ok(new ReleaseAnswer(r.ReservationId, r.State, r.AmountCents)));

    private static async Task<IResult> RedeemAsync(HttpContext context, RedemptionBody body, RedeemCode redeem, CodeDesk desk, StudioData data, CancellationToken ct)
    {
        var actor = ApiCaller.Of(context).Actor;
        var store = await StoreAsync(data, actor, body.Store, ct);
        var request = new RedeemRequest(body.Code, body.ReceiptId, body.AmountCents, store.Value?.Id, body.ReservationId, body.Terminal ?? "") { Basket = BasketLineBody.Of(body.Lines, body.DeliveryCents), Member = body.Member ?? "" };
        if (!store.IsDone || RedeemCode.Check(actor, request) is not null)
        {
            return store.IsDone ? ApiResults.From(RedeemCode.Check(actor, request)!) : ApiResults.From(store.As<object>(), ApiAnswer.Ok);
        }

        var result = await ServeAsync(context, desk, request.Terminal, body.Code, body.Code is null ? body : body with { Code = desk.Hidden(body.Code) },
            async db => await AnswerAsync(db, await redeem.RunInAsync(db, actor, request, ct), r => r.MemberId,
                (r, card) => new RedemptionAnswer(r.RedemptionId, r.Kind, card, r.AmountCents, r.Percent, r.LeftCents, r.ValidUntil, r.Benefit, r.Points, r.NotChecked.Split(' ', StringSplitOptions.RemoveEmptyEntries)), ct));
        CrashPoint.Here("redeem-after-commit");
        return result;
    }

    private static Task<IResult> ReverseAsync(HttpContext context, long id, ReversalBody body, ReverseRedemption reverse, CancellationToken ct)
    {
        var request = new ReverseRequest(id, body.Reason, body.ReceiptId);
        return Idempotent.RunAsync(context, request, async db => await AnswerAsync(db, await reverse.RunInAsync(db, ApiCaller.Of(context).Actor, request, ct), r => r.MemberId,
            (r, card) => new ReversalAnswer(r.RedemptionId, r.Kind, card, r.AmountCents, r.Percent, r.LeftCents, r.ValidUntil, r.NewCodeEndsIn is not null, r.NewCodeEndsIn), ct), ApiAnswer.Ok);
    }

    private static async Task<IResult> ListAsync(HttpContext context, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "receipt_id")] string receiptId, ListRedemptions list, CancellationToken ct) =>
        ApiResults.From(await list.RunAsync(ApiCaller.Of(context).Actor, new ListRedemptionsRequest(receiptId), ct), rows => ApiAnswer.Ok(new ReceiptAnswer(receiptId,
            [.. rows.Select(r => new UsedCode(r.Id, r.Kind, r.LastFour, r.Member, r.AmountCents, r.Percent, r.Date, r.At, r.ReversedAt, r.Benefit))])));

    /// <summary>Once per Idempotency-Key, with wrong codes counted. What is kept of the request holds no code.</summary>
    private static async Task<IResult> ServeAsync<T>(HttpContext context, CodeDesk desk, string terminal, string? code, object kept, Func<StudioDb, Task<Outcome<T>>> work)
    {
        var (actor, ct) = (ApiCaller.Of(context).Actor, context.RequestAborted);
        if (code is not null && await desk.BeforeAsync(actor, terminal, code, ct) is { } refusal)
        {
            return ApiResults.From(refusal);
        }

        Outcome<T>? last = null;
        var result = await Idempotent.RunAsync(context, kept, async db => last = await work(db), value => ApiAnswer.Ok(value!));
        return await desk.AfterAsync(actor, terminal, last, ct) is { } later ? ApiResults.From(later) : result;
    }

    private sealed record StoreOf(long? Id);

    private static async Task<Outcome<StoreOf>> StoreAsync(StudioData data, Actor actor, string? code, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(code))
        {
            return new StoreOf(actor.Stores is [var own] ? own : null);
        }

        await using var read = data.Read();
        var store = await RecordPurchase.StoreOfAsync(read, actor, code, ct);
        return store.IsDone ? new StoreOf(store.Value == 0 ? null : store.Value) : store.As<StoreOf>();
    }

    private static async Task<Outcome<TAnswer>> AnswerAsync<T, TAnswer>(StudioDb db, Outcome<T> outcome, Func<T, long> member, Func<T, string, TAnswer> answer, CancellationToken ct) where T : class
    {
        return outcome is { IsDone: true, Value: { } done } ? answer(done, await Cards.OfAsync(db, member(done), ct)) : outcome.As<TAnswer>();
    }
}
