using LoyaltyStudio.Api;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Reading;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Predictions;

/// <summary>A product that is due, over HTTP.</summary>
public sealed record DueAnswer(string Sku, string Name, string Category, DateOnly LastOn, int TypicalDays, DateOnly DueOn, DateOnly EarlyOn, DateOnly LateOn, double ChanceInWindow);

/// <summary>What is expected of a member, over HTTP. Amounts in cents; ranges hold eight in ten.</summary>
/// <param name="FallBack">none, too_few, lost or not_found: why the simple average speaks instead of the model.</param>
public sealed record MemberPredictionAnswer(string CardNumber, DateOnly Today, DateOnly? FittedOn, string FallBack, int PurchaseDays, DateOnly? LastPurchaseOn, double? StillBuys, double? ActiveWithin90Days,
    DateOnly? NextVisitEarly, DateOnly? NextVisit, DateOnly? NextVisitLate, double? Purchases12Months, int? Purchases12MonthsLow, int? Purchases12MonthsHigh, long? AmountCents, long? ValueCents, long? ValueCentsLow, long? ValueCentsHigh,
    IReadOnlyList<DueAnswer> Products)
{
    internal static MemberPredictionAnswer Of(MemberOutlook o) => new(o.CardNumber, o.Today, o.FittedOn, Data.StudioDb.SnakeCase(o.FallBack.ToString()), o.Past?.Days ?? 0, o.Past?.LastOn, Round(o.Next?.StillBuys), Round(o.Next?.Active90),
        o.Next?.EarlyOn, o.Next?.NextOn, o.Next?.LateOn, Round(o.Next?.Purchases365), o.Next?.LowPurchases, o.Next?.HighPurchases, o.Next?.AmountCents, o.Next?.ValueCents, o.Next?.LowValueCents, o.Next?.HighValueCents,
        [.. o.Products.Select(p => new DueAnswer(p.Sku, p.Product, p.Category, p.LastOn, p.TypicalDays, p.DueOn, p.EarlyOn, p.LateOn, Math.Round(p.Share, 4)))]);

    private static double? Round(double? value) => value is { } v ? Math.Round(v, 4) : null;
}

/// <summary>Predictions over HTTP.</summary>
internal static class PredictionsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => ApiRoutes.Group(app)
        .MapGet("/members/{reference}/predictions", async (HttpContext context, string reference, ShowMemberOutlook outlook, CancellationToken ct) =>
        {
            var outcome = await outlook.RunAsync(ApiCaller.Of(context).Actor, reference, ct);
            return ApiResults.From(outcome is { IsDone: true, Value: { } value } ? MemberPredictionAnswer.Of(value) : outcome.As<MemberPredictionAnswer>(), ApiAnswer.Ok);
        })
        .WithTags("Members").WithName("member_predictions").WithSummary("What is expected of this member")
        .WithDescription("Chance of a purchase within 90 days, the next visit, purchases and margin of the coming twelve months with the range that holds eight in ten, and the products that are due. Where fall_back is not none the simple average speaks instead of the model; show that too.")
        .WithResponseExample(200, new MemberPredictionAnswer("2900000000421", new DateOnly(2026, 10, 21), new DateOnly(2026, 10, 21), "none", 7, new DateOnly(2026, 10, 1), 0.9312, 0.8421,
            new DateOnly(2026, 10, 26), new DateOnly(2026, 11, 18), null, 6.1, 2, 10, 5_432, 12_910, 3_820, 23_400,
            [new DueAnswer("HH-1049", "Geurkaars klein", "Geur en verzorging", new DateOnly(2026, 9, 2), 44, new DateOnly(2026, 10, 25), new DateOnly(2026, 10, 22), new DateOnly(2026, 12, 3), 0.41)]));
}
