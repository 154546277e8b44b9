using LoyaltyStudio.Platform;
using Microsoft.Net.Http.Headers;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>Cheques on paper as downloads, for signed-in people. No browser and no server between keeps them.</summary>
internal static class PrintEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/members/{id:long}/cheques/{cheque:long}.pdf", async (long id, long cheque, HttpContext context, IActorSource actors, ShowChequePaper show, CancellationToken ct) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var outcome = await show.RunAsync(await actors.CurrentAsync(ct), id, cheque, ct);
            return outcome is { IsDone: true, Value: { } file } ? Results.File(file, "application/pdf", FormattableString.Invariant($"cheque-{cheque}.pdf")) : Refused(outcome.Kind);
        }).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/cheques/print/{batch:long}.pdf", (long batch, HttpContext context, IActorSource actors, OpenPrintBatch open, PrintPages pages, CancellationToken ct) =>
            BatchAsync(context, actors, open, batch, "application/pdf", "pdf", (content, output) => pages.WriteAsync(content, output, null, ct), ct)).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/cheques/print/{batch:long}.csv", (long batch, HttpContext context, IActorSource actors, OpenPrintBatch open, PrintPages pages, CancellationToken ct) =>
            BatchAsync(context, actors, open, batch, "text/csv", "csv", (content, output) => pages.WriteAddressesAsync(content, output, ct), ct)).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> BatchAsync(HttpContext context, IActorSource actors, OpenPrintBatch open, long batch, string type, string ending, Func<PrintBatchContent, Stream, Task> write, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        var outcome = await open.RunAsync(await actors.CurrentAsync(ct), batch, ct);
        if (outcome is not { IsDone: true, Value: { } content })
        {
            return Refused(outcome.Kind);
        }

        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = FormattableString.Invariant($"cheques-{batch}.{ending}") }.ToString();
        await write(content, context.Response.Body);
        return Results.Empty;
    }

    private static IResult Refused(OutcomeKind kind) => kind switch
    {
        OutcomeKind.NotFound => Results.NotFound(),
        OutcomeKind.Conflict => Results.StatusCode(StatusCodes.Status410Gone),
        _ => Results.StatusCode(StatusCodes.Status403Forbidden),
    };
}
