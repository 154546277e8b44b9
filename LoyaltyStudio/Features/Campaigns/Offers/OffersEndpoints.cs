using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Cheques;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <param name="Codes">Codes of coupons and cheques, at most 10; dashes and case do not matter.</param>
/// <param name="Lines">What the receipt holds.</param>
/// <param name="DeliveryCents">What delivery costs.</param>
/// <param name="Member">Who is at the till: card number, customer number or e-mail address.</param>
/// <param name="Store">Code of the store; a key that speaks for one store may leave it out.</param>
/// <param name="Terminal">The till, where one key serves several: wrong codes are counted apart for each.</param>
public sealed record ValidateBody(IReadOnlyList<string> Codes, IReadOnlyList<BasketLineBody> Lines, long DeliveryCents = 0, string? Member = null, string? Store = null, string? Terminal = null);

/// <param name="Kind">cheque or coupon; empty for a code that is not known.</param>
/// <param name="Benefit">Of a coupon: percent, amount, product, delivery or points.</param>
/// <param name="Value">Percents, cents or points, as they hold for this member.</param>
/// <param name="Reason">Why it cannot be used now; none where it fits.</param>
/// <param name="Detail">The same as a sentence.</param>
/// <param name="Lines">What it takes off each line, cents.</param>
public sealed record ValidatedCode(string Kind, string Benefit, int Value, bool Fits, string? Reason, string? Detail, long DiscountCents, int Points, IReadOnlyList<long> Lines, DateOnly? ValidUntil);

/// <param name="Codes">In the order of the request.</param>
/// <param name="TotalCents">What comes off, if all codes that fit are used.</param>
/// <param name="LeftCents">What is left to pay then.</param>
/// <param name="NotTogether">Pairs of places in codes, from 0, that may not be used on one receipt.</param>
public sealed record ValidatedBasket(IReadOnlyList<ValidatedCode> Codes, long TotalCents, long LeftCents, IReadOnlyList<IReadOnlyList<int>> NotTogether);

/// <param name="Id">Number of the message.</param>
/// <param name="State">done.</param>
public sealed record ShownAnswer(long Id, string State);

/// <summary>Offers over HTTP: what codes are worth on a basket, and messages at the till.</summary>
internal static class OffersEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        group.MapPost("/coupons/validate", ValidateAsync).WithTags("Redemptions").WithName("validate_coupons").WithSummary("What codes are worth on a basket")
            .WithDescription("Changes nothing. Says of each code whether it fits and why not, what it takes off each line, and which codes may not be used on one receipt: of those the earlier one counts. Products go first, then percents of what is left (rounded half up once per receipt), amounts, delivery, and cheques last; the order of the codes does not matter otherwise. Use each code that fits with POST /redemptions, with the same lines and its discount_cents as amount_cents. Reasons: unknown_code, already_redeemed, expired, not_yet_valid, revoked, reserved, used_up, used_up_member, member_required, wrong_member, not_combinable, minimum_not_reached, no_matching_product, nothing_to_discount. Codes of the call itself: member_unknown (404), too_many_wrong_codes (429).")
            .WithRequestExample(new ValidateBody(["ZOMER10", "7K2M-9QX4T-B81HC"], [new(4995, 1, "LAMP-1", "Verlichting"), new(2500, 2, "KAARS-3", "Sfeer")], 495, "2900000000421"))
            .WithResponseExample(200, new ValidatedBasket([new("coupon", "percent", 10, true, null, null, 750, 0, [500, 250], new DateOnly(2026, 8, 31)), new("cheque", "", 0, true, null, null, 1000, 0, [0, 0], new DateOnly(2027, 3, 31))], 1750, 6240, []));
        group.MapPost("/members/{reference}/messages/{id:long}/shown", (HttpContext context, string reference, long id, TellShown shown, CancellationToken ct) =>
                Idempotent.RunAsync(context, new { reference, id }, async db => await shown.RunInAsync(db, ApiCaller.Of(context).Actor, reference, id, ct), n => ApiAnswer.Ok(new ShownAnswer(n, "done"))))
            .WithTags("Members").WithName("message_shown").WithSummary("Says that a message at the till was shown")
            .WithDescription("The member's summary does not carry it any more after that. Again gets the same answer. Codes: member_unknown (404), message_unknown (404).").WithResponseExample(200, new ShownAnswer(88, "done"));
    }

    private static async Task<IResult> ValidateAsync(HttpContext context, ValidateBody body, ValidateCoupons validate, StudioData data, CancellationToken ct)
    {
        var actor = ApiCaller.Of(context).Actor;
        long? store = actor.Stores is [var own] ? own : null;
        if (!string.IsNullOrEmpty(body.Store))
        {
            await using var read = data.Read();
            var named = await RecordPurchase.StoreOfAsync(read, actor, body.Store, ct);
            if (!named.IsDone)
            {
                return ApiResults.From(named.As<object>(), ApiAnswer.Ok);
            }

            store = named.Value == 0 ? null : named.Value;
        }

        var request = new ValidateRequest(body.Codes, BasketLineBody.Of(body.Lines, body.DeliveryCents)!, body.Member ?? "", store, body.Terminal ?? "");
        return ApiResults.From(await validate.RunAsync(actor, request, ct), j => ApiAnswer.Ok(new ValidatedBasket([.. j.Codes.Select(Of)], j.TotalCents, j.LeftCents, [.. j.NotTogether.Select(p => new[] { p.One, p.Other })])));
    }

    private static ValidatedCode Of(JudgedCode c) => new(c.Kind, c.Benefit, c.Value, c.Fits, c.Fits ? null : c.Reason, c.Why is { } why ? new Outcome<object>(why.Kind, null, [], why.Code, why.Message, why.Args).Text : null,
        c.DiscountCents, c.Points, c.Lines, c.ValidUntil);
}
