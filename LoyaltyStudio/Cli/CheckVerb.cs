using System.CommandLine;
using LoyaltyStudio.Data;

namespace LoyaltyStudio.Cli;

/// <summary>`check`: looks whether everything that must hold of the data does; exit code 1 on a breach.</summary>
public sealed class CheckVerb : ICliVerb
{
    private const int Shown = 20;

    public Command Build(CliContext context)
    {
        var command = new Command("check", "Look whether the data still add up; changes nothing");
        command.SetAction((parse, ct) => context.RunAsync(parse, RunAsync, ct));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, CancellationToken ct)
    {
        var data = session.Services.GetRequiredService<StudioData>();
        var results = new List<object>();
        var broken = 0;
        foreach (var check in session.Services.GetServices<IInvariantCheck>().OrderBy(c => c.Code, StringComparer.Ordinal))
        {
            await using var db = data.Read();
            var breaches = await check.FindBreachesAsync(db, ct);
            broken += breaches.Count > 0 ? 1 : 0;
            results.Add(new { check.Code, check.Title, Ok = breaches.Count == 0, Breaches = breaches.Take(Shown), BreachCount = breaches.Count });
            session.Output.Say($"{(breaches.Count == 0 ? "ok    " : "BREACH")}  {check.Code,-28} {check.Title}");
            foreach (var breach in breaches.Take(Shown))
            {
                session.Output.Say($"          {breach}");
            }

            if (breaches.Count > Shown)
            {
                session.Output.Say($"          and {breaches.Count - Shown:N0} more");
            }
        }

        session.Output.Result(new { State = broken == 0 ? "ok" : "breached", Checks = results },
            broken == 0 ? $"All {results.Count} checks hold." : $"{broken} of {results.Count} checks are breached.");
        return broken == 0 ? CliExit.Done : CliExit.Refused;
    }
}
