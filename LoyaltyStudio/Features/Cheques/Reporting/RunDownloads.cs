using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Reporting;

/// <summary>The report of a run as downloads, for signed-in people.</summary>
internal static class RunDownloads
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        Map(app, "report.csv", (report, csv, _) => Results.File(csv.Totals(report), "text/csv; charset=utf-8", $"{NameOf(report)}.csv"));
        Map(app, "report.pdf", (report, _, pdf) => Results.File(pdf.Make(report), "application/pdf", $"{NameOf(report)}.pdf"));
        app.MapGet("/cheques/runs/{id:long}/lines.csv", async (long id, IActorSource actors, ReportChequeRun report, RunCsv csv, HttpContext context, CancellationToken ct) =>
        {
            var actor = await actors.CurrentAsync(ct);
            var outcome = await report.RunAsync(actor, id, ct);
            return outcome is { IsDone: true, Value: { } made } ? Results.Stream(stream => csv.LinesAsync(actor, made, stream, ct), "text/csv; charset=utf-8", $"{NameOf(made)}-lines.csv") : Refused(outcome);
        }).RequireAuthorization().ExcludeFromDescription();
    }

    private static void Map(IEndpointRouteBuilder app, string name, Func<ChequeRunReport, RunCsv, RunPdf, IResult> make) =>
        app.MapGet($"/cheques/runs/{{id:long}}/{name}", async (long id, IActorSource actors, ReportChequeRun report, RunCsv csv, RunPdf pdf, CancellationToken ct) =>
        {
            var outcome = await report.RunAsync(await actors.CurrentAsync(ct), id, ct);
            return outcome is { IsDone: true, Value: { } made } ? make(made, csv, pdf) : Refused(outcome);
        }).RequireAuthorization().ExcludeFromDescription();

    private static IResult Refused(Outcome<ChequeRunReport> outcome) => outcome.Kind == OutcomeKind.Forbidden ? Results.StatusCode(StatusCodes.Status403Forbidden) : Results.NotFound();

    private static string NameOf(ChequeRunReport report) => $"cheques-{report.Run.SchemeCode}-{report.Run.Period}";
}
