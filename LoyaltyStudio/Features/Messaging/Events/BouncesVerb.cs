using System.CommandLine;
using System.Text;
using LoyaltyStudio.Cli;

namespace LoyaltyStudio.Features.Messaging.Events;

/// <summary>`bounces FOLDER`: reads reports about messages that came back, .eml files as a mailbox exports them.</summary>
public sealed class BouncesVerb : ICliVerb
{
    private const long MostBytes = 2_000_000;

    public Command Build(CliContext context)
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Folder with .eml files" };
        folder.AcceptExistingOnly();
        var move = new Option<bool>("--move") { Description = "Move what was understood into the folder done below it" };
        var command = new Command("bounces", "Read bounces and spam complaints about messages from a folder") { folder, move };
        command.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => RunAsync(session, parse.GetRequiredValue(folder).FullName, parse.GetValue(move), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string folder, bool move, CancellationToken ct)
    {
        var record = session.Services.GetRequiredService<RecordMessageEvent>();
        var (counts, known, others, unknown) = (new Dictionary<ReturnedKind, int>(), 0, 0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            if (new FileInfo(file).Length > MostBytes || ReturnedMail.Read(await File.ReadAllTextAsync(file, Encoding.Latin1, ct)) is not { } returned)
            {
                others++;
                continue;
            }

            var outcome = await record.RunAsync(session.Actor, new RecordMessageEventRequest(returned.MessageId, returned.Kind, returned.Detail), ct);
            if (!outcome.IsDone)
            {
                unknown++;
                session.Output.Say($"{Path.GetFileName(file)}: {outcome.Text}");
                continue;
            }

            known += outcome.Value!.Known ? 1 : 0;
            counts[returned.Kind] = counts.GetValueOrDefault(returned.Kind) + (outcome.Value.Known ? 0 : 1);
            if (move)
            {
                File.Move(file, Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "done")).FullName, Path.GetFileName(file)), overwrite: true);
            }
        }

        var (hard, soft, complaints) = (counts.GetValueOrDefault(ReturnedKind.HardBounce), counts.GetValueOrDefault(ReturnedKind.SoftBounce), counts.GetValueOrDefault(ReturnedKind.Complaint));
        session.Output.Result(new { State = "done", HardBounces = hard, SoftBounces = soft, Complaints = complaints, Known = known, Unknown = unknown, Others = others },
            $"{hard} addresses that do not exist, {soft} messages that did not arrive for now, {complaints} complaints; {known} known already, {unknown} about messages that are not ours, {others} other files.");
        return CliExit.Done;
    }
}
