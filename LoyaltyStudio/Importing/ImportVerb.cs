using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using LoyaltyStudio.Cli;

namespace LoyaltyStudio.Importing;

/// <summary>`import stores|members|products|purchases FILE`: the same import as in the browser.</summary>
public sealed class ImportVerb : ICliVerb
{
    private const int ShownRefusals = 10;

    public Command Build(CliContext context)
    {
        var kind = new Argument<string>("KIND") { Description = "stores, members, products or purchases" };
        kind.AcceptOnlyFromAmong("stores", "members", "products", "purchases");
        var file = new Argument<FileInfo>("FILE") { Description = "Delimited text with a header, plain or gzip" };
        var map = new Option<string?>("--map") { Description = $"Mapping: a .json file or one of {string.Join(", ", ImportMapping.BuiltIn)}; guessed from the header by default", HelpName = "NAME|FILE" };
        var report = new Option<FileInfo?>("--refused") { Description = "Write the refused rows with their reasons to this file", HelpName = "FILE" };
        var command = new Command("import", "Import stores, members, products or purchases from a file") { kind, file, map, report };
        command.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var path = parse.GetValue(file)!.FullName;
            ImportMapping? mapping;
            try
            {
                mapping = parse.GetValue(map) is { } name ? ImportMapping.Load(name) : null;
            }
            catch (ImportException e)
            {
                session.Output.Refuse(e.Code, e.Message);
                return CliExit.Refused;
            }

            var started = Stopwatch.GetTimestamp();
            var outcome = await session.Services.GetRequiredService<RunImport>().RunAsync(session.Actor, new RunImportRequest(parse.GetValue(kind)!, path, Path.GetFileName(path), mapping), session.Output.Progress, token);
            if (outcome is not { IsDone: true, Value: { } run })
            {
                session.Output.Refuse(outcome.Code, outcome.Text);
                return CliExit.Refused;
            }

            await TellAsync(session, run, Stopwatch.GetElapsedTime(started), parse.GetValue(report), token);
            return CliExit.Done;
        }, ct));
        return command;
    }

    private static async Task TellAsync(CliSession session, ImportRun run, TimeSpan took, FileInfo? report, CancellationToken ct)
    {
        var refused = (await session.Services.GetRequiredService<ListRefusals>().RunAsync(session.Actor, run.Id, ct)).Must();
        if (report is not null)
        {
            await File.WriteAllTextAsync(report.FullName, RefusalReport.Csv(refused), ct);
        }

        var details = JsonSerializer.Deserialize<Dictionary<string, long>>(run.Details)!;
        foreach (var (name, count) in details)
        {
            session.Output.Say($"  {count,12:N0} {name}");
        }

        foreach (var group in refused.GroupBy(r => (r.Code, r.RowKept)).OrderByDescending(g => g.Count()))
        {
            session.Output.Say($"  {group.Count(),12:N0} {(group.Key.RowKept ? "kept with a remark" : "refused")}: {group.Key.Code}, such as line {group.First().LineNo}: {group.First().Reason}");
        }

        if (refused.Count > ShownRefusals && report is null)
        {
            session.Output.Say("  All refused rows: run it again with --refused FILE, or see the import in the browser.");
        }

        using var process = Process.GetCurrentProcess();
        session.Output.Result(
            new { State = "done", run.Id, run.Kind, run.LinesRead, run.Added, run.Changed, run.Unchanged, run.Refused, Details = details, Seconds = Math.Round(took.TotalSeconds, 2), PeakMemoryMb = process.PeakWorkingSet64 >> 20 },
            $"{run.LinesRead:N0} lines read: {run.Added:N0} added, {run.Changed:N0} changed, {run.Unchanged:N0} unchanged, {run.Refused:N0} refused, in {took.TotalSeconds:N1} s with at most {process.PeakWorkingSet64 >> 20:N0} MB of memory.");
    }
}
