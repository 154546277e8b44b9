using System.CommandLine;
using System.Globalization;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Reading;

namespace LoyaltyStudio.Features.Predictions;

/// <summary>`predictions refit` fits the models now; `predictions show` prints the latest fit and how good it was.</summary>
public sealed class PredictionsVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var asOf = new Option<string?>("--as-of") { Description = "The day as of which to fit, yyyy-MM-dd; by default today" };
        var refit = new Command("refit", "Fit the models to all purchases before a day and write what is expected of every member") { asOf };
        refit.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => RefitAsync(session, parse.GetValue(asOf), token), ct));
        var show = new Command("show", "The latest fit and how it did on the last weeks");
        show.SetAction((parse, ct) => context.RunAsync(parse, ShowAsync, ct));
        return new Command("predictions", "What members will buy") { refit, show };
    }

    private static async Task<int> RefitAsync(CliSession session, string? asOf, CancellationToken ct)
    {
        var today = (await session.Services.GetRequiredService<OrganisationBook>().CurrentAsync(ct)).Today(session.Services.GetRequiredService<TimeProvider>());
        if (asOf is not null && !DateOnly.TryParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out today))
        {
            session.Output.Refuse("invalid", $"{asOf} is not a day; write it as 2026-10-21.");
            return CliExit.Refused;
        }

        var outcome = await session.Services.GetRequiredService<RefitPredictions>().RunAsync(session.Actor, today, session.Output.Progress, ct);
        if (outcome is not { IsDone: true, Value: { } done })
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        session.Output.Result(new { State = "done", done.Written, done.Removed, done.Products, done.ReadSeconds, done.FitSeconds, done.ReplenishSeconds, done.WriteSeconds, FallBack = done.Fit?.FallBack.ToString() },
            done.Fit is null ? "Nobody has bought anything yet."
                : $"{done.Fit.Members:N0} members fitted ({done.Fit.FallBack}), {done.Written:N0} expectations changed, {done.Products:N0} products due; read in {done.ReadSeconds:N1} s, fitted in {done.FitSeconds:N1} s.");
        return CliExit.Done;
    }

    private static async Task<int> ShowAsync(CliSession session, CancellationToken ct)
    {
        var outcome = await session.Services.GetRequiredService<ShowPredictions>().RunAsync(session.Actor, ct);
        if (outcome is not { IsDone: true, Value: { } view })
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        session.Output.Result(new { view.Fit, view.Totals, view.Settings }, view.Fit is not { } fit ? "There is no fit yet; run predictions refit." :
            $"""
            As of {fit.AsOf:yyyy-MM-dd}: {fit.Members:N0} members, {fit.Repeaters:N0} came back, fall-back {fit.FallBack}.
            MBG/NBD r {fit.R:F4} alpha {fit.Alpha:F4} a {fit.A:F4} b {fit.B:F4}, log-likelihood {fit.LogLikelihood:F3}{(fit.NoDropOut ? ", no drop-out found" : "")}
            Gamma-Gamma p {fit.P:F4} q {fit.Q:F4} v {fit.V:F4}, log-likelihood {fit.SpendLogLikelihood:F3}
            {string.Join('\n', (fit.Accuracy?.Scores ?? []).Select(s => $"{s.Who,-12} RMSE {s.Rmse:F3}  groups {s.Wape:P1}  bias {s.Bias:P1}"))}
            """);
        return CliExit.Done;
    }
}
