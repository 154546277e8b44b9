using System.Text;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Importing;

/// <summary>The report of refused rows as a download, for signed-in people.</summary>
internal static class ImportingEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/imports/{id:long}/refused.csv", async (long id, IActorSource actors, ListRefusals refusals, CancellationToken ct) =>
        {
            var outcome = await refusals.RunAsync(await actors.CurrentAsync(ct), id, ct);
            return outcome is { IsDone: true, Value: { } rows }
                ? Results.File(Encoding.UTF8.GetBytes(RefusalReport.Csv(rows)), "text/csv; charset=utf-8", $"import-{id}-refused.csv")
                : Results.StatusCode(StatusCodes.Status403Forbidden);
        }).RequireAuthorization().ExcludeFromDescription();
}
