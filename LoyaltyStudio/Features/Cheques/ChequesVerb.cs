using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>`cheques show|approve|cancel|book`: the decisions around a run and the book; preparing and issuing is the job issue-cheques.</summary>
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
        return new Command("cheques", "Show, approve or cancel a cheque run; write the cheque book") { show, approve, cancel, Book(context) };
    }

    private static Command Book(CliContext context)
    {
        var from = new Option<DateOnly>("--from") { Description = "First day", Required = true };
        var until = new Option<DateOnly>("--until") { Description = "Last day", Required = true };
        var split = new Option<BookSplit>("--by") { Description = "day, month, store, run or till", DefaultValueFactory = _ => BookSplit.Month };
        var file = new Option<FileInfo?>("--out") { Description = "CSV file to write" };
        var book = new Command("book", "What the value of cheques did, and whether it agrees with ledger and receipts; exit code 1 when it does not") { from, until, split, file };
        book.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => BookAsync(session, new(parse.GetValue(from), parse.GetValue(until), parse.GetValue(split)), parse.GetValue(file), token), ct));
        return book;
    }

    private static async Task<int> BookAsync(CliSession session, ReadChequeBookRequest request, FileInfo? file, CancellationToken ct)
    {
        var outcome = await session.Services.GetRequiredService<ReadChequeBook>().RunAsync(session.Actor, request, ct);
        if (outcome is not { IsDone: true, Value: { } view })
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        if (file is not null)
        {
            await File.WriteAllBytesAsync(file.FullName, ChequeBookCsv.Make(session.Services.GetRequiredService<IStringLocalizer<ChequesFeature>>(), view, request.Split), ct);
        }

        var (total, wrong) = (view.Total, view.Reconciliation.Where(r => r.Difference != 0).ToList());
        session.Output.Result(new { total.Before, total.Issued, total.Redeemed, total.Reversed, total.Expired, total.Revoked, total.After, Reserved = view.ReservedCents, Differences = wrong.Select(w => new { Kind = w.Kind.ToString(), w.Difference }) },
            $"{request.From:yyyy-MM-dd} to {request.Until:yyyy-MM-dd}: open before {total.Before / 100m:N2}, issued {total.Issued / 100m:N2}, used {total.Redeemed / 100m:N2}, given back {total.Reversed / 100m:N2}, expired {total.Expired / 100m:N2}, withdrawn {total.Revoked / 100m:N2}, open after {total.After / 100m:N2}. "
            + (wrong.Count == 0 ? "Ledger, cheques and receipts agree." : string.Join(" ", wrong.Select(w => $"{w.Kind}: difference {w.Difference}."))));
        return wrong.Count == 0 ? CliExit.Done : CliExit.Refused;
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
            new { State = run.State.ToString(), run.Period, run.CutOff, run.MemberCount, run.ChequeCount, run.ValueCents, run.PointsUsed, run.PointsCarried, run.PreparedBy, run.ApprovedBy, run.IssuedCount, run.IssuedCents },
            $"{run.Period}: {run.State}. {run.ChequeCount:N0} cheques of {run.ValueCents / 100m:N2} in all from {run.PointsUsed:N0} points; {run.PointsCarried:N0} points carried over; issued {run.IssuedCount:N0}.");
        return CliExit.Done;
    }
}
