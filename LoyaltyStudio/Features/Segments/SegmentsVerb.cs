using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Segments.Handing;
using LoyaltyStudio.Features.Segments.Reading;

namespace LoyaltyStudio.Features.Segments;

/// <summary>`segments list|count|export`; bringing all of them to a day is the job refresh-segments.</summary>
public sealed class SegmentsVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var segments = new Command("segments", "Show segments, count one anew, or write its members to a file");
        var list = new Command("list", "Show all segments with their sizes at the last refresh");
        list.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var rows = (await session.Services.GetRequiredService<ListSegments>().RunAsync(session.Actor, new ListSegmentsRequest(), token)).Must().Rows;
            foreach (var s in rows)
            {
                session.Output.Say($"{s.Size,9:N0}  {s.Code}  {s.Name}");
            }

            session.Output.Result(new { State = "done", Segments = rows.Select(s => new { s.Id, s.Code, s.Name, s.Size, s.RefreshedOn }) }, $"{rows.Count} segments.");
            return CliExit.Done;
        }, ct));
        var code = new Argument<string>("CODE") { Description = "Code of the segment, as `segments list` shows it" };
        var count = new Command("count", "Count a segment as it is at this moment") { code };
        count.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => CountAsync(session, parse.GetValue(code)!, token), ct));
        var file = new Argument<FileInfo>("FILE") { Description = "CSV file to write" };
        var export = new Command("export", "Write the members of the last refresh to a file") { code, file };
        export.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => ExportAsync(session, parse.GetValue(code)!, parse.GetValue(file)!.FullName, token), ct));
        segments.Add(list);
        segments.Add(count);
        segments.Add(export);
        return segments;
    }

    private static async Task<int> CountAsync(CliSession session, string code, CancellationToken ct)
    {
        var row = (await session.Services.GetRequiredService<ListSegments>().RunAsync(session.Actor, new ListSegmentsRequest(), ct)).Must().Rows.FirstOrDefault(s => s.Code == code);
        if (row is null)
        {
            session.Output.Refuse("segment_unknown", $"There is no segment with code {code}.");
            return CliExit.Refused;
        }

        var counted = (await session.Services.GetRequiredService<CountSegment>().RunAsync(session.Actor, new Model.SegmentDefinition(Model.SegmentNode.All(Model.SegmentNode.In(row.Id))), ct)).Must();
        session.Output.Result(new { State = "done", Code = code, counted.Count, counted.Of, Milliseconds = (int)counted.Took.TotalMilliseconds }, $"{counted.Count:N0} of {counted.Of:N0} members, counted in {counted.Took.TotalMilliseconds:N0} ms.");
        return CliExit.Done;
    }

    private static async Task<int> ExportAsync(CliSession session, string code, string file, CancellationToken ct)
    {
        var export = session.Services.GetRequiredService<ExportSegment>();
        var allowed = await export.RunAsync(session.Actor, code, ct);
        if (!allowed.IsDone)
        {
            session.Output.Refuse(allowed.Code, allowed.Text);
            return CliExit.Refused;
        }

        await using var output = File.Create(file);
        var written = await export.WriteAsync(session.Actor, code, output, ct);
        session.Output.Result(new { State = "done", Code = code, Members = written, File = file }, $"{written:N0} members written to {file}.");
        return CliExit.Done;
    }
}
