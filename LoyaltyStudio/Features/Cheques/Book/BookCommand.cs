using System.CommandLine;
using LoyaltyStudio.Cli;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Book;

/// <summary>`cheques book`: the cheque book and its proof.</summary>
internal static class BookCommand
{
    internal static Command Of(CliContext context)
    {
        var from = new Option<DateOnly>("--from") { Description = "First day", Required = true };
        var until = new Option<DateOnly>("--until") { Description = "Last day", Required = true };
        var split = new Option<BookSplit>("--by") { Description = "day, month, store, run or till", DefaultValueFactory = _ => BookSplit.Month };
        var file = new Option<FileInfo?>("--out") { Description = "CSV file to write" };
        var book = new Command("book", "What the value of cheques did, and whether it agrees with ledger and receipts; exit code 1 when it does not") { from, until, split, file };
        book.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => RunAsync(session, new(parse.GetValue(from), parse.GetValue(until), parse.GetValue(split)), parse.GetValue(file), token), ct));
        return book;
    }

    private static async Task<int> RunAsync(CliSession session, ReadChequeBookRequest request, FileInfo? file, CancellationToken ct)
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
}
