using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Reading;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.BackTest.Downloads;

/// <summary>The tables of a back-test as downloads, for signed-in people.</summary>
internal static class BackTestDownloads
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        Map(app, "members", BackTestCsv.Members);
        Map(app, "parts", (t, _, result) => BackTestCsv.Parts(t, result));
    }

    private static void Map(IEndpointRouteBuilder app, string table, Func<IStringLocalizer, BackTestView, BackTestResult, byte[]> make) =>
        app.MapGet($"/try-out/{{id:long}}/{table}.csv", async (long id, IActorSource actors, ShowBackTest show, IStringLocalizer<BackTestFeature> texts, CancellationToken ct) =>
        {
            var outcome = await show.RunAsync(await actors.CurrentAsync(ct), id, ct);
            return outcome switch
            {
                { IsDone: true, Value: { Row.Result: { } result } view } => Results.File(make(texts, view, result), "text/csv; charset=utf-8", $"try-out-{id}-{table}.csv"),
                { Kind: OutcomeKind.Forbidden } => Results.StatusCode(StatusCodes.Status403Forbidden),
                _ => Results.NotFound(),
            };
        }).RequireAuthorization().ExcludeFromDescription();
}
