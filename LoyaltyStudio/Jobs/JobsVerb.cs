using System.CommandLine;
using System.Globalization;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Jobs;

/// <summary>`jobs list` and `jobs run NAME`: the same runs as in the browser, by the same code.</summary>
public sealed class JobsVerb : ICliVerb
{
    public Command Build(CliContext context) => new("jobs", "Show the jobs, or run one") { List(context), Run(context) };

    private static Command List(CliContext context)
    {
        var command = new Command("list", "Show every job, when it runs and how it went");
        command.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var jobs = (await session.Services.GetRequiredService<ListJobs>().RunAsync(session.Actor, token)).Must();
            foreach (var job in session.Output.Json ? [] : jobs)
            {
                var schedule = job.Enabled ? string.Format(CultureInfo.InvariantCulture, job.Schedule.Sentence, job.Schedule.Args) : "off";
                var last = job.Last is { } run ? $"{run.State} {run.StartedAt:yyyy-MM-dd HH:mm} UTC  {run.Result}{run.Error}" : "never ran";
                session.Output.Say($"{job.Name,-20} {schedule,-36} {last}");
            }

            session.Output.Result(new { State = "done", Jobs = jobs }, $"{jobs.Count} jobs.");
            return CliExit.Done;
        }, ct));
        return command;
    }

    private static Command Run(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the job, as `jobs list` shows it" };
        var asOf = new Option<DateOnly?>("--as-of")
        {
            Description = "Business date to work for; today by default",
            HelpName = "DATE",
            CustomParser = result =>
            {
                if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                {
                    return date;
                }

                result.AddError($"--as-of {result.Tokens[0].Value} is not a date. Write it as 2026-09-30.");
                return null;
            },
        };
        var period = new Option<string?>("--period") { Description = "Period to work for, such as 2026-Q3", HelpName = "PERIOD" };
        period.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && BusinessCalendar.ParsePeriod(token.Value) is null)
            {
                result.AddError($"--period {token.Value} is not a period. Write 2026-Q3, 2026-11, 2026-H2 or 2026.");
            }
        });
        var set = new Option<string[]>("--set") { Description = "One more argument of the job; may be given more than once", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [] };
        set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--set {token.Value} is not KEY=VALUE.");
            }
        });
        var command = new Command("run", "Run a job now and wait for its end") { name, asOf, period, set };
        command.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => RunAsync(session, new WorkRequest(parse.GetRequiredValue(name), parse.GetValue(asOf),
            parse.GetValue(period) ?? "", parse.GetValue(set)!.Select(s => s.Split('=', 2)).GroupBy(s => s[0]).ToDictionary(g => g.Key, g => g.Last()[1]))
        {
            Watch = progress => session.Output.Progress(progress.Done, progress.Total, progress.Step),
        }, token), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, WorkRequest request, CancellationToken ct)
    {
        var outcome = await session.Services.GetRequiredService<WorkRunner>().RunAsync(session.Actor, request, ct);
        if (!outcome.IsDone)
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        var run = outcome.Must();
        session.Output.Result(run, $"{run.Name} {run.Period}, attempt {run.Attempt}: {run.State}. {run.Result}{run.Error}");
        return run.State == JobState.Done ? CliExit.Done : CliExit.Refused;
    }
}
