using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// Issues the cheques of a quarter to everybody of the big retailer, beside bare statements that write the very same rows in chunks of 10,000 that commit. Each side has a
/// copy of the same data, on which the run has been calculated and approved; the bare side has its rows, codes included, ready in memory.
/// </summary>
internal static class IssueCheques
{
    private const string Quarter = "2026-Q3";

    internal static async Task<int> RunAsync(string engine, int members, string? folder, int times, CancellationToken ct)
    {
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        var (product, bare, calculation, count) = (double.MaxValue, double.MaxValue, double.MaxValue, 0);
        for (var i = 0; i < times; i++)
        {
            await using var one = await kept.CopyAsync();
            calculation = Math.Min(calculation, await OverAsync(one, retailer => ApproveAsync(retailer, ct)));
            await using var two = await one.CopyAsync();
            var (seconds, cheques) = await OverAsync(one, retailer => ProductAsync(retailer, ct));
            product = Math.Min(product, seconds);
            count = cheques;
            var rows = await OverAsync(one, retailer => ChequeRows.ReadAsync(retailer, ct));
            bare = Math.Min(bare, await ChequeRowsBare.WriteAsync(engine, two, rows, ct));
        }

        ScaleProgram.Tell("issue_cheques", count / product, "cheques/s", count / bare, engine, members);
        ScaleProgram.Tell("issue_cheques_seconds", product, "s", bare, engine, members);
        ScaleProgram.Tell("issue_cheques_count", count, "cheques", null, engine, members);
        ScaleProgram.Tell("issue_cheques_calculation", calculation, "s", null, engine, members);
        ScaleProgram.Tell("issue_cheques_peak_memory", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB", null, engine, members);
        return 0;
    }

    /// <summary>Closed again before the database is copied.</summary>
    private static async Task<T> OverAsync<T>(TestDatabase database, Func<Retailer, Task<T>> work)
    {
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        return await work(retailer);
    }

    /// <returns>Seconds of the calculation.</returns>
    private static async Task<double> ApproveAsync(Retailer retailer, CancellationToken ct)
    {
        await retailer.Data.MigrateAsync(ct);
        var run = (await retailer.Get<PrepareChequeRun>().RunAsync(retailer.Anna, new(Quarter), ct)).Must();
        var started = Stopwatch.GetTimestamp();
        var calculated = (await retailer.Get<CalculateChequeRun>().RunAsync(retailer.Anna, run, null, ct)).Must();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (await retailer.Get<ApproveChequeRun>().RunAsync(retailer.Bram, run, calculated.Version, ct)).Must();
        await SettleAsync(retailer, ct);
        return seconds;
    }

    private static async Task<(double Seconds, int Cheques)> ProductAsync(Retailer retailer, CancellationToken ct)
    {
        // Approving was the act of a person, and a job keeps its blocks small for ten seconds after one.
        await Task.Delay(TimeSpan.FromSeconds(11), ct);
        var run = await retailer.ReadAsync(db => db.Set<ChequeRun>().Select(r => r.Id).SingleAsync(ct));
        var started = Stopwatch.GetTimestamp();
        var issued = (await retailer.Get<IssueChequeRun>().RunAsync(retailer.Anna, run, null, ct)).Must();
        await SettleAsync(retailer, ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return issued.State == ChequeRunState.Reconciled ? (seconds, issued.IssuedCount) : throw new InvalidOperationException("The totals do not agree.");
    }

    /// <summary>The gate writes its log into the database after answering; an empty piece of work waits for that.</summary>
    private static Task SettleAsync(Retailer retailer, CancellationToken ct) => retailer.Data.WriteAsync(_ => Task.CompletedTask, ct, Lane.Job);
}
