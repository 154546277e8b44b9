using System.Globalization;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Cohorts.Pages;
using LoyaltyStudio.Features.Cohorts.Reading;
using LoyaltyStudio.Features.Cohorts.Refreshing;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cohorts;

/// <summary>Front door of cohorts: who comes back, by when they first bought.</summary>
public sealed class CohortsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<RefreshCohorts>();
        services.AddSingleton<ShowCohorts>();
        services.AddSingleton<IScheduledWork, RefreshCohortsWork>();
        services.AddSingleton(new NavEntry(208, "Customers", "Cohorts", "groups", "/cohorts", Permission.ViewInsight, typeof(CohortsFeature)));
    }

    /// <summary>The table of the page as a file, with the same choices.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/cohorts/cells.csv", async (string? by, string? from, string? store, string? source, string? channel,
        IActorSource actors, ShowCohorts show, IStringLocalizer<CohortsFeature> texts, CancellationToken ct) =>
    {
        var request = CohortQuery.Of(by, from, store, source, channel);
        var outcome = await show.RunAsync(await actors.CurrentAsync(ct), request, ct);
        return outcome is { IsDone: true, Value: { } view } ? Results.File(Csv(texts, request.By, view), "text/csv; charset=utf-8", $"cohorts-{view.AsOf:yyyy-MM-dd}.csv") : Results.StatusCode(StatusCodes.Status403Forbidden);
    }).RequireAuthorization().ExcludeFromDescription();

    private static byte[] Csv(IStringLocalizer t, CohortBy by, CohortsView view)
    {
        static string Number(double value, string format) => value.ToString(format, CultureInfo.CurrentCulture);
        string[] head = [CohortWords.By(t, by), t["Customers"], t["Months after"], t["Came in the month"], t["Revenue so far"], t["Visits so far"]];
        return CsvFile.Of([head, .. view.Rows.SelectMany(r => r.Months.Select(m => new[]
        {
            CohortWords.Name(t, by, r), r.Members.ToString(CultureInfo.InvariantCulture), m.Number.ToString(CultureInfo.InvariantCulture), Number(m.Came, "0.0000"), Number(m.CentsSoFar / 100, "0.00"), Number(m.DaysSoFar, "0.000"),
        }))]);
    }
}
