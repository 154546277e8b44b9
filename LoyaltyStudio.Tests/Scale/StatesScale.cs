using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Refreshing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>States of everybody for the first time, and after an ordinary day, on a copy of the big retailer; beside statements that work out rhythm, main category and state and write the same rows.</summary>
internal static class StatesScale
{
    internal static async Task<int> RunAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        double full, daily, memory;
        StatesRefreshed first, night;
        Dictionary<LifecycleState, int> states;
        await using (var database = await kept.CopyAsync())
        await using (var product = Retailer.Over(database, BigRetailer.Clock()))
        {
            await product.Data.MigrateAsync(ct);
            (full, first) = await NightAsync(product, BigRetailerSales.Today, ct);
            states = await StatesAsync(product);
            await Nightly.BuyAsync(product, members, ct);
            (daily, night) = await NightAsync(product, BigRetailerSales.Today.AddDays(1), ct);
            using var process = Process.GetCurrentProcess();
            memory = process.PeakWorkingSet64 / 1_000_000.0;
        }

        await using var copy = await kept.CopyAsync();
        await using var retailer = Retailer.Over(copy, BigRetailer.Clock());
        await retailer.Data.MigrateAsync(ct);
        var started = Stopwatch.GetTimestamp();
        await StatesBare.RunAsync(retailer.Data, BigRetailerSales.Today, ct);
        var bare = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var bareStates = await StatesAsync(retailer);
        ScaleProgram.Tell("states_full", full, "s", bare, engine, members);
        ScaleProgram.Tell("states_full_looked", first.Looked, "members", null, engine, members);
        ScaleProgram.Tell("states_full_as_bare", 100.0 * states.Sum(s => Math.Min(s.Value, bareStates.GetValueOrDefault(s.Key))) / Math.Max(1, first.Looked), "%", null, engine, members);
        ScaleProgram.Tell("states_daily", daily, "s", null, engine, members);
        ScaleProgram.Tell("states_daily_looked", night.Looked, "members", null, engine, members);
        ScaleProgram.Tell("states_daily_moved", night.Moved, "members", null, engine, members);
        ScaleProgram.Tell("states_peak_memory", memory, "MB", null, engine, members);
        return 0;
    }

    private static async Task<(double Seconds, StatesRefreshed Done)> NightAsync(Retailer retailer, DateOnly on, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var done = (await retailer.Get<RefreshStates>().RunAsync(Actor.Job("scale"), on, null, ct)).Must();
        await retailer.Data.WriteAsync(_ => Task.CompletedTask, ct, Lane.Job);
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, done);
    }

    private static Task<Dictionary<LifecycleState, int>> StatesAsync(Retailer retailer) =>
        retailer.ReadAsync(db => db.Set<MemberState>().GroupBy(s => s.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count));
}
