using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>What a night came to.</summary>
/// <param name="Fit">Null where nobody has bought anything yet.</param>
/// <param name="Written">Members whose forecast changed visibly.</param>
/// <param name="Products">Pairs of member and product that are due or will be.</param>
public sealed record RefitResult(ModelFit? Fit, int Written, int Removed, int Products, double ReadSeconds, double FitSeconds, double ReplenishSeconds, double WriteSeconds);

/// <summary>
/// Fits the models to all purchases before a day, tests them on the last weeks, keeps the fit in the history and writes what is expected of every member and which products are due.
/// Run again over the same purchases it adds no line and writes nothing; killed anywhere, it ends with the same rows.
/// </summary>
public sealed class RefitPredictions(StudioData data, PurchaseDays days, ScoreMembers score, Replenish replenish, TimeProvider clock)
{
    public async Task<Outcome<RefitResult>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        // Products first: their tables are the largest, and are given back before the members come.
        var setting = await SettingAsync(ct);
        report?.Invoke(0, 0, "products");
        var started = Stopwatch.GetTimestamp();
        var (replenishment, due) = await replenish.CountAsync(asOf, setting.WindowDays, ct);
        GiveBack();
        var replenished = Stopwatch.GetElapsedTime(started);
        report?.Invoke(0, 0, "reading");
        started = Stopwatch.GetTimestamp();
        var span = await days.SpanAsync(asOf, ct);
        var test = span is { } s ? FitModels.TestWeeks(s.First, asOf) : 0;
        var members = span is null ? [] : await days.ReadAsync(asOf, asOf.AddDays(-7 * test), asOf.AddDays(-14 * test), ct);
        var read = Stopwatch.GetElapsedTime(started);
        ModelFit? fit = null;
        if (members.Length > 0)
        {
            fit = FitModels.Run(members, asOf, test);
            fit.ReadMs = (int)read.TotalMilliseconds;
            GiveBack();
        }

        started = Stopwatch.GetTimestamp();
        if (fit is not null)
        {
            fit.Replenishment = replenishment?.ToJson();
            fit = await KeepAsync(fit, ct);
        }

        // The last buyer may have left: then no expectation stays.
        var (written, removed) = fit is null ? (0, await data.WriteAsync(db => db.Set<MemberPrediction>().ExecuteDeleteAsync(ct), ct, Lane.Job)) : await score.RunAsync(members, Forecast.Of(fit, setting), asOf, report, ct);
        var products = await replenish.WriteAsync(due, ct);
        return new RefitResult(fit, written, removed, products, read.TotalSeconds, (fit?.FitMs ?? 0) / 1000.0, replenished.TotalSeconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Large tables that are done with go back to the machine at once, so that a night stays small beside the server that it runs in.</summary>
    private static void GiveBack()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > 256L << 20)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private async Task<PredictionSetting> SettingAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<PredictionSetting>().FirstOrDefaultAsync(ct) ?? new PredictionSetting();
    }

    /// <summary>Adds the fit to the history, or answers the one that is there already.</summary>
    private Task<ModelFit> KeepAsync(ModelFit fit, CancellationToken ct) => data.WriteAsync(async db =>
    {
        fit.Fingerprint = FitModels.FingerprintOf(fit);
        if (await db.Set<ModelFit>().AsNoTracking().OrderByDescending(f => f.Id).FirstOrDefaultAsync(ct) is { } last && last.Fingerprint == fit.Fingerprint)
        {
            return last;
        }

        fit.Id = 0;
        fit.FittedAt = clock.GetUtcNow().UtcDateTime;
        db.Add(fit);
        await db.SaveChangesAsync(ct);
        return fit;
    }, ct, Lane.Job);
}

/// <summary>The job refit-predictions.</summary>
internal sealed class RefitPredictionsWork(RefitPredictions refit) : IScheduledWork
{
    public string Name => "refit-predictions";

    public string DefaultCron => "0 15 5 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await refit.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return done.Fit is not { } fit ? "Nobody has bought anything yet."
            : fit.FallBack == FallBack.None
                ? FormattableString.Invariant($"{fit.Members:N0} members fitted; {done.Written:N0} expectations changed, {done.Products:N0} products due.")
                : FormattableString.Invariant($"{fit.Members:N0} members fitted, shown by the simple average; {done.Written:N0} expectations changed, {done.Products:N0} products due.");
    }
}
