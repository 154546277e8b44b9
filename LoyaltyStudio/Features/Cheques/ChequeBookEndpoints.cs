using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>The cheque book as a download, for signed-in people.</summary>
internal static class ChequeBookEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/cheques/book.csv", async (DateOnly from, DateOnly until, BookSplit by, IActorSource actors, ReadChequeBook read, IStringLocalizer<ChequesFeature> texts, CancellationToken ct) =>
        await read.RunAsync(await actors.CurrentAsync(ct), new ReadChequeBookRequest(from, until, by), ct) switch
        {
            { IsDone: true, Value: { } view } => Results.File(ChequeBookCsv.Make(texts, view, by), "text/csv; charset=utf-8", FormattableString.Invariant($"cheques-{from:yyyy-MM-dd}-{until:yyyy-MM-dd}-{by}.csv").ToLowerInvariant()),
            { Kind: OutcomeKind.Forbidden } => Results.StatusCode(StatusCodes.Status403Forbidden),
            _ => Results.BadRequest(),
        }).RequireAuthorization().ExcludeFromDescription();
}
