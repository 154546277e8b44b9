using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// The nightly work of the product — points that expire, tiers — beside the same rows by bare set-based statements, one per table. Each has a copy of the
/// same data of its own, in turns, and the better time counts; both commit durably and write the log into the database. The product has run on a
/// small retailer before, as a server would have.
/// </summary>
internal static class Nightly
{
    private static readonly DateOnly TurnOfMonth = new(2026, 12, 1);

    /// <summary>The first of December: a month of points expires, tiers are reviewed, and everybody is looked at.</summary>
    internal static async Task<int> FullAsync(string engine, int members, string? folder, int times, CancellationToken ct)
    {
        await WarmAsync(ct);
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        var (bare, product) = (new Night(double.MaxValue, double.MaxValue, 0, 0, 0), new Night(double.MaxValue, double.MaxValue, 0, 0, 0));
        for (var i = 0; i < times; i++)
        {
            bare = bare.Best(await OverAsync(kept, TurnOfMonth, null, retailer => NightlyBare.RunAsync(retailer.Data, engine, TurnOfMonth, ct), ct));
            product = product.Best(await OverAsync(kept, TurnOfMonth, null, retailer => ProductAsync(retailer, TurnOfMonth, full: true, ct), ct));
        }

        Tell("nightly_full", product, bare, engine, members);
        return bare.Changes == product.Changes && bare.Lots == product.Lots ? 0 : throw new InvalidOperationException($"The bare statements wrote {bare.Lots} lots and {bare.Changes} changes.");
    }

    /// <summary>The night after a day on which one member in a hundred bought something.</summary>
    internal static async Task<int> DailyAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        await WarmAsync(ct);
        var night = BigRetailerSales.Today.AddDays(1);
        var kept = await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        Tell("nightly_daily", await OverAsync(kept, night, retailer => BuyAsync(retailer, members, ct), retailer => ProductAsync(retailer, night, full: false, ct), ct), null, engine, members);
        return 0;
    }

    private static async Task<Night> OverAsync(TestDatabase kept, DateOnly night, Func<Retailer, Task>? before, Func<Retailer, Task<Night>> run, CancellationToken ct)
    {
        await using var database = await kept.CopyAsync();
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await retailer.Data.MigrateAsync(ct);
        await (before?.Invoke(retailer) ?? Task.CompletedTask);
        retailer.Clock.Advance(night.ToDateTime(new TimeOnly(4, 0)) - retailer.Clock.Now);
        return await run(retailer);
    }

    private static async Task<Night> ProductAsync(Retailer retailer, DateOnly night, bool full, CancellationToken ct)
    {
        var job = Actor.Job("scale");
        var started = Stopwatch.GetTimestamp();
        var expired = (await retailer.Get<ExpirePoints>().RunAsync(job, night, null, ct)).Must();
        await SettleAsync(retailer, ct);
        var expiry = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        var tiers = (await retailer.Get<EvaluateTiers>().RunAsync(job, night, null, ct, full)).Must();
        await SettleAsync(retailer, ct);
        return new Night(expiry, Stopwatch.GetElapsedTime(started).TotalSeconds, Convert.ToInt64(expired.Lots), tiers.Looked, tiers.Up + tiers.Down + tiers.Kept);
    }

    /// <summary>The gate writes its log into the database after answering; an empty piece of work waits for that.</summary>
    private static Task SettleAsync(Retailer retailer, CancellationToken ct) => retailer.Data.WriteAsync(_ => Task.CompletedTask, ct, Lane.Job);

    private static async Task WarmAsync(CancellationToken ct)
    {
        await using var database = await TestDatabase.SqliteAsync();
        await BigRetailer.FillAsync(database, 2_000, ct);
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await ProductAsync(retailer, BigRetailerSales.Today, full: false, ct);
        await ProductAsync(retailer, TurnOfMonth, full: true, ct);
    }

    private static void Tell(string name, Night night, Night? bare, string engine, int members)
    {
        ScaleProgram.Tell($"{name}_expiry", night.Expiry, "s", bare?.Expiry, engine, members);
        ScaleProgram.Tell($"{name}_tiers", night.Tiers, "s", bare?.Tiers, engine, members);
        ScaleProgram.Tell($"{name}", night.Expiry + night.Tiers, "s", bare?.Expiry + bare?.Tiers, engine, members);
        ScaleProgram.Tell($"{name}_lots", night.Lots, "lots", bare?.Lots, engine, members);
        ScaleProgram.Tell($"{name}_looked", night.Looked, "members", null, engine, members);
        ScaleProgram.Tell($"{name}_changed", night.Changes, "changes", bare?.Changes, engine, members);
    }

    /// <summary>One member in a hundred buys something by the product's own way.</summary>
    internal static async Task BuyAsync(Retailer retailer, int members, CancellationToken ct)
    {
        var at = BigRetailerSales.Today.ToDateTime(new TimeOnly(10, 0), DateTimeKind.Utc);
        var drafts = Enumerable.Range(0, Math.Max(1, members / 100)).Select(i => new PurchaseDraft("till", $"D{i}", PurchaseKind.Purchase, 1 + (i * 100L % members), 1, Channel.Store, at.AddSeconds(i),
            BigRetailerSales.Today, 0, [new LineDraft(1 + (i % BigRetailerSales.Products), LineKind.Goods, 1, 1_000 + (i * 7919 % 20_000))], Payment: "pin"));
        foreach (var part in drafts.Chunk(2_000))
        {
            await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, part, ct), ct, Lane.Job);
        }
    }
}

/// <summary>Seconds and what was done in them.</summary>
internal sealed record Night(double Expiry, double Tiers, long Lots, long Looked, long Changes)
{
    internal Night Best(Night other) => other with { Expiry = Math.Min(Expiry, other.Expiry), Tiers = Math.Min(Tiers, other.Tiers) };
}
