using System.CommandLine;
using System.Globalization;
using LoyaltyStudio.Cli;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>`campaigns result ID`: what a campaign brought, in a few lines.</summary>
internal static class ResultVerb
{
    internal static Command Build(CliContext context)
    {
        var id = new Argument<long>("ID") { Description = "Number of the campaign, as `campaigns list` shows it" };
        var verb = new Command("result", "What a campaign brought, against its control group") { id };
        verb.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var found = await session.Services.GetRequiredService<ShowCampaignResult>().RunAsync(session.Actor, parse.GetValue(id), token);
            if (found is not { IsDone: true, Value: { } report })
            {
                session.Output.Refuse(found.Code, found.Text);
                return CliExit.Refused;
            }

            session.Output.Result(CampaignResultAnswer.Of(report), Words(report));
            return CliExit.Done;
        }, ct));
        return verb;
    }

    private static string Words(CampaignReport r)
    {
        static string Share(double value) => (value * 100).ToString("0.00", CultureInfo.InvariantCulture);
        static string Money(long? cents) => cents is { } c ? (c / 100m).ToString("N2", CultureInfo.InvariantCulture) : "unknown";
        List<string> lines =
        [
            $"{r.Name}: {r.Result.Verdict}, money {r.Money}, advice {r.Advice}.",
            string.Create(CultureInfo.InvariantCulture, $"In the campaign {r.Result.Treated.Buyers:N0} of {r.Result.Treated.Members:N0} bought ({Share(r.Result.Treated.Share)} %), in the control group {r.Result.Holdout.Buyers:N0} of {r.Result.Holdout.Members:N0} ({Share(r.Result.Holdout.Share)} %)."),
        ];
        if (r.Result is { Verdict: Verdict.TooEarly, DecidedOn: { } on })
        {
            lines.Add($"No verdict before {on:yyyy-MM-dd}.");
        }

        if (r.IsDecided && r.Result is { Lift: { } lift, Extra: { } extra })
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Difference {Share(lift.Difference)} points, 95 % between {Share(lift.Low)} and {Share(lift.High)}; {extra.Extra:N0} extra buyers, between {extra.Low:N0} and {extra.High:N0}."));
        }

        if (r.Margin is { } m)
        {
            lines.Add($"Extra margin after a cost of {Money(m.CostCents)}: {Money(m.NetCents)}, 95 % between {Money(m.NetLow)} and {Money(m.NetHigh)}.");
        }

        return string.Join('\n', lines);
    }
}
