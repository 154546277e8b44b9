using LoyaltyStudio.Documents;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Printing;

/// <summary>A print run as a file for a mail merge, for signed-in people. No browser and no server between keeps it.</summary>
internal static class CampaignPrintEndpoints
{
    private static readonly string[] Columns = ["name", "street", "postal_code", "city", "country", "language", "subject", "text", "coupon_code", "valid_until", "card_number"];

    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/campaigns/{id:long}/print/{at:long}.csv", async (long id, long at, HttpContext context, IActorSource actors, OpenCampaignPrint open, CancellationToken ct) =>
    {
        context.Response.Headers.CacheControl = "no-store";
        if (at is < 0 or > 253_402_300_799_999)
        {
            return Results.NotFound();
        }

        var outcome = await open.RunAsync(await actors.CurrentAsync(ct), id, DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime, ct);
        return outcome is { IsDone: true, Value: { } letters }
            ? Results.File(CsvFile.Of(letters.Select(l => (IEnumerable<string>)[l.Name, l.Street, l.PostalCode, l.City, l.Country, l.Language, l.Subject, l.Text, l.Code, l.ValidUntil, l.CardNumber]).Prepend(Columns)), "text/csv", FormattableString.Invariant($"campaign-{id}-{at}.csv"))
            : outcome.Kind == OutcomeKind.NotFound ? Results.NotFound() : Results.StatusCode(StatusCodes.Status403Forbidden);
    }).RequireAuthorization().ExcludeFromDescription();
}
