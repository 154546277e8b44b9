using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Statements;

/// <summary>The statement of one member as a download, for signed-in people.</summary>
internal static class StatementEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/members/{id:long}/statement.pdf", async (long id, DateOnly from, DateOnly until, IActorSource actors, ShowStatement show, StatementPdf pdf, CancellationToken ct) =>
        {
            var outcome = await show.RunAsync(await actors.CurrentAsync(ct), id, from, until, ct);
            return outcome switch
            {
                { IsDone: true, Value: { } statement } => Results.File(pdf.Make(statement), "application/pdf", FormattableString.Invariant($"{statement.CardNumber}-{from:yyyyMMdd}-{until:yyyyMMdd}.pdf")),
                { Kind: OutcomeKind.NotFound } => Results.NotFound(),
                { Kind: OutcomeKind.Invalid } => Results.BadRequest(),
                _ => Results.StatusCode(StatusCodes.Status403Forbidden),
            };
        }).RequireAuthorization().ExcludeFromDescription();
}
