using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cohorts.Reading;
using LoyaltyStudio.Features.Cohorts.Refreshing;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// Fitting all models on the big retailer, reading included, beside the bare database handing over the same columns; then scoring and writing everybody, the same night again,
/// and the products bought again, beside reading their columns.
/// </summary>
internal static class RefitScale
{
    internal static async Task<int> RunAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        await using var database = await kept.CopyAsync();
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await retailer.Data.MigrateAsync(ct);
        var (asOf, days) = (BigRetailerSales.Today, retailer.Get<PurchaseDays>());
        if (engine == Engines.PostgreSql)
        {
            await retailer.Data.AloneAsync(db => db.Command("VACUUM ANALYZE purchase").ExecuteNonQueryAsync(ct), ct);
        }

        var (read, fitted, bare, rows) = (double.MaxValue, double.MaxValue, double.MaxValue, Array.Empty<MemberDays>());
        ModelFit fit = null!;
        for (var time = 0; time < 2; time++)
        {
            bare = Math.Min(bare, await BareAsync(retailer.Data, "SELECT member_id, business_date, kept_cents FROM purchase WHERE kept_cents > 0 AND member_id", "ORDER BY member_id, business_date", members / 2, ct));
            var started = Stopwatch.GetTimestamp();
            var span = (await days.SpanAsync(asOf, ct))!.Value;
            var test = FitModels.TestWeeks(span.First, asOf);
            rows = await days.ReadAsync(asOf, asOf.AddDays(-7 * test), asOf.AddDays(-14 * test), ct);
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            fit = FitModels.Run(rows, asOf, test);
            if (took + (fit.FitMs / 1000.0) < read + fitted)
            {
                (read, fitted) = (took, fit.FitMs / 1000.0);
            }
        }

        ScaleProgram.Tell("refit_seconds", read + fitted, "s", bare, engine, members);
        ScaleProgram.Tell("refit_read_seconds", read, "s", bare, engine, members);
        ScaleProgram.Tell("refit_fit_seconds", fitted, "s", null, engine, members);
        ScaleProgram.Tell("refit_days", rows.Sum(r => (long)r.Days), "days", null, engine, members);
        ScaleProgram.Tell("refit_peak_memory", Peak(), "MB", null, engine, members);
        var replenish = Stopwatch.GetTimestamp();
        var (_, due) = await retailer.Get<Replenish>().CountAsync(asOf, 28, ct);
        var lines = await BareAsync(retailer.Data, "SELECT purchase_id, product_id FROM purchase_line WHERE id", "", members * 13L / 2, ct);
        ScaleProgram.Tell("refit_products_seconds", Stopwatch.GetElapsedTime(replenish).TotalSeconds - lines, "s", lines, engine, members);
        ScaleProgram.Tell("refit_products_due", due.Count, "products", null, engine, members);
        ScaleProgram.Tell("refit_products_peak_memory", Peak(), "MB", null, engine, members);
        (rows, due) = ([], []);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
        ForgetPeak();
        var first = await NightAsync(retailer, asOf, ct);
        ScaleProgram.Tell("refit_night_first_seconds", first.Seconds, "s", null, engine, members);
        ScaleProgram.Tell("refit_night_first_written", first.Result.Written, "members", null, engine, members);
        var next = await NightAsync(retailer, asOf.AddDays(1), ct);
        ScaleProgram.Tell("refit_night_next_seconds", next.Seconds, "s", null, engine, members);
        ScaleProgram.Tell("refit_night_next_written", next.Result.Written, "members", null, engine, members);
        ScaleProgram.Tell("refit_night_peak_memory", Peak(), "MB", null, engine, members);
        ForgetPeak();
        await ScreensAsync(retailer, engine, members, asOf, ct);
        Console.Error.WriteLine($"fall-back {fit.FallBack}; {fit.Accuracy}");
        return 0;
    }

    /// <summary>The count of cohorts, and what the screens of both read.</summary>
    private static async Task ScreensAsync(Retailer retailer, string engine, int members, DateOnly asOf, CancellationToken ct)
    {
        async Task TimeAsync(string name, Func<Task> work)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            ScaleProgram.Tell(name, Stopwatch.GetElapsedTime(started).TotalSeconds, "s", null, engine, members);
        }

        await TimeAsync("cohorts_night_seconds", async () => (await retailer.Get<RefreshCohorts>().RunAsync(Actor.Job("scale"), asOf, null, ct)).Must());
        await TimeAsync("cohorts_page_seconds", async () => (await retailer.Get<ShowCohorts>().RunAsync(retailer.Anna, new(CohortBy.Month), ct)).Must());
        await TimeAsync("cohorts_page_store_seconds", async () => (await retailer.Get<ShowCohorts>().RunAsync(retailer.Anna, new(CohortBy.Store, Store: 3), ct)).Must());
        await TimeAsync("predictions_page_seconds", async () => (await retailer.Get<ShowPredictions>().RunAsync(retailer.Anna, ct)).Must());
        await TimeAsync("values_by_store_seconds", async () => (await retailer.Get<ListValues>().RunAsync(retailer.Anna, ValueBy.Store, ct)).Must());
        await TimeAsync("values_by_cohort_seconds", async () => (await retailer.Get<ListValues>().RunAsync(retailer.Anna, ValueBy.Cohort, ct)).Must());
        ScaleProgram.Tell("cohorts_peak_memory", Peak(), "MB", null, engine, members);
    }

    private static async Task<(double Seconds, RefitResult Result)> NightAsync(Retailer retailer, DateOnly asOf, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var result = (await retailer.Get<RefitPredictions>().RunAsync(Actor.Job("scale"), asOf, null, ct)).Must();
        await retailer.Data.WriteAsync(_ => Task.CompletedTask, ct, Lane.Job);
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, result);
    }

    /// <summary>Lets the highest memory be counted from here on, where the system can.</summary>
    private static void ForgetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    private static double Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    /// <summary>The database handing over the columns and nobody doing anything with them, two halves side by side.</summary>
    private static async Task<double> BareAsync(StudioData data, string select, string order, long middle, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(new[] { $"{select} <= {middle} {order}", $"{select} > {middle} {order}" }.Select(half => Task.Run(async () =>
        {
            await using var db = data.Read();
            using var rows = await db.BulkReadAsync(half, ct);
            long sum = 0;
            while (rows.Read())
            {
                sum += rows.Number(0) + (rows.IsNull(1) ? 0 : 1);
            }

            return sum;
        }, ct)));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
