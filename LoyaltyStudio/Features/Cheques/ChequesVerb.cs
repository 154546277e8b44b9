using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Reporting;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>`cheques show|approve|cancel|print|report|book`: the decisions around a run, its report, print and the book; preparing and issuing is the job issue-cheques.</summary>
public sealed class ChequesVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var period = new Option<string>("--period") { Description = "Period of the run, such as 2026-Q3", Required = true };
        var scheme = new Option<string>("--scheme") { Description = "Code of the cheque scheme", DefaultValueFactory = _ => ChequeScheme.Main };
        var user = new Option<string>("--user") { Description = "E-mail address of the person who approves", Required = true };
        var show = new Command("show", "Show the run of a period and its totals") { period, scheme };
        show.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => OnRunAsync(session, parse.GetValue(period)!, parse.GetValue(scheme)!, (run, _) => Task.FromResult<Outcome<Nothing>>(default(Nothing)), token), ct));
        var approve = new Command("approve", "Approve a calculated run in the name of a user") { period, scheme, user };
        approve.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => OnRunAsync(session, parse.GetValue(period)!, parse.GetValue(scheme)!, async (run, db) =>
            await UserActor.FindAsync(db, parse.GetValue(user)!, token) is { } person
                ? await session.Services.GetRequiredService<ApproveChequeRun>().RunAsync(person, run.Id, run.Version, token)
                : Refuse.NotFound("user_unknown", "Nobody signs in as {0}.", parse.GetValue(user)!), token), ct));
        var cancel = new Command("cancel", "Give up a run before it is issued") { period, scheme };
        cancel.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => OnRunAsync(session, parse.GetValue(period)!, parse.GetValue(scheme)!, (run, _) =>
            session.Services.GetRequiredService<CancelChequeRun>().RunAsync(session.Actor, run.Id, token), token), ct));
        return new Command("cheques", "Show, approve or cancel a cheque run, write its report, print cheques, write the cheque book") { show, approve, cancel, Report(context, period, scheme), Printing.PrintCommand.Of(context), BookCommand.Of(context) };
    }

    private static Command Report(CliContext context, Option<string> period, Option<string> scheme)
    {
        var file = new Option<string>("--out") { Description = "File to write: .csv or .pdf", Required = true, HelpName = "FILE" };
        var report = new Command("report", "Write the control totals of a run to a file for the books") { period, scheme, file };
        report.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => OnRunAsync(session, parse.GetValue(period)!, parse.GetValue(scheme)!,
            (run, _) => WriteAsync(session, run.Id, parse.GetValue(file)!, token), token), ct));
        return report;
    }

    private static async Task<Outcome<Nothing>> WriteAsync(CliSession session, long run, string file, CancellationToken ct)
    {
        var made = await session.Services.GetRequiredService<ReportChequeRun>().RunAsync(session.Actor, run, ct);
        if (made is not { IsDone: true, Value: { } report })
        {
            return made.As<Nothing>();
        }

        using var speaking = StudioLanguages.Speak((await session.Services.GetRequiredService<OrganisationBook>().CurrentAsync(ct)).Language);
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".csv":
                await File.WriteAllBytesAsync(file, session.Services.GetRequiredService<RunCsv>().Totals(report), ct);
                return default(Nothing);
            case ".pdf":
                await File.WriteAllBytesAsync(file, session.Services.GetRequiredService<RunPdf>().Make(report), ct);
                return default(Nothing);
            default:
                return Refuse.Invalid("out", "Name a file that ends in .csv or .pdf.");
        }
    }

    private static async Task<int> OnRunAsync(CliSession session, string period, string scheme, Func<ChequeRun, StudioDb, Task<Outcome<Nothing>>> act, CancellationToken ct)
    {
        var data = session.Services.GetRequiredService<StudioData>();
        await using var db = data.Read();
        var name = period.Trim().ToUpperInvariant();
        var run = await db.Set<ChequeRun>().Where(r => r.Period == name && r.Scheme == scheme).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
        var outcome = run is null ? Refuse.NotFound("run_unknown", "There is no run for {0}. Run `jobs run issue-cheques --period {0}` first.", name) : await act(run, db);
        if (!outcome.IsDone)
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        await using var after = data.Read();
        run = await after.Set<ChequeRun>().FirstAsync(r => r.Id == run!.Id, ct);
        session.Output.Result(
            new { State = run.State.ToString(), run.Scheme, run.Period, run.CutOff, run.MemberCount, run.ChequeCount, run.ValueCents, run.PointsUsed, run.PointsCarried, run.PreparedBy, run.ApprovedBy, run.IssuedCount, run.IssuedCents, run.WithheldCount, run.WithheldCents },
            $"{run.Period}: {run.State}. {run.ChequeCount:N0} cheques of {run.ValueCents / 100m:N2} in all from {run.PointsUsed:N0} points; {run.PointsCarried:N0} points carried over; issued {run.IssuedCount:N0}.");
        return CliExit.Done;
    }
}
