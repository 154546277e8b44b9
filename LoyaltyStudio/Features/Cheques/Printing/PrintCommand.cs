using System.CommandLine;
using LoyaltyStudio.Cli;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>`cheques print --out FILE.pdf`: makes a batch of what waits, or opens one again, with the addresses beside it.</summary>
internal static class PrintCommand
{
    internal static Command Of(CliContext context)
    {
        var file = new Option<FileInfo>("--out") { Description = "PDF to write; the addresses come beside it as .csv", Required = true };
        var batch = new Option<long?>("--batch") { Description = "Number of a batch that was made before; without it a new one" };
        var command = new Command("print", "Print cheques of members who get none by e-mail") { file, batch };
        command.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => RunAsync(session, parse.GetValue(file)!.FullName, parse.GetValue(batch), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string file, long? number, CancellationToken ct)
    {
        var services = session.Services;
        if (number is null)
        {
            var made = await services.GetRequiredService<PrintCheques>().RunAsync(session.Actor, ct);
            if (!made.IsDone)
            {
                session.Output.Refuse(made.Code, made.Text);
                return CliExit.Refused;
            }

            number = made.Value!.Id;
        }

        var opened = await services.GetRequiredService<OpenPrintBatch>().RunAsync(session.Actor, number.Value, ct);
        if (opened is not { IsDone: true, Value: { } content })
        {
            session.Output.Refuse(opened.Code, opened.Text);
            return CliExit.Refused;
        }

        var pages = services.GetRequiredService<PrintPages>();
        var addresses = Path.ChangeExtension(file, ".csv");
        await using (var pdf = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
        {
            await pages.WriteAsync(content, pdf, session.Output.Progress, ct);
        }

        await using (var csv = File.Create(addresses))
        {
            await pages.WriteAddressesAsync(content, csv, ct);
        }

        session.Output.Result(new { Batch = content.Id, Pages = content.Cheques.Count, content.LeftOut, File = file, Addresses = addresses },
            $"Batch {content.Id}: {content.Cheques.Count:N0} cheques in {file}, addresses in {addresses}; {content.LeftOut:N0} left out.");
        return CliExit.Done;
    }
}
