using System.Diagnostics;
using System.Text.Json;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Tests.Faults;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>
/// The import of a file of purchases by the product's own command line, points awarded, beside a bare insert of the same rows into a table with the
/// same two indexes on the same engine with the same durability, committed after as many receipts as the product does.
/// </summary>
internal static class ImportFile
{
    private const int ReceiptsPerCommit = 2_000;

    internal static async Task<int> RunAsync(string file, string? map, string engine, CancellationToken ct)
    {
        map ??= Path.GetFileName(file).StartsWith("online-retail", StringComparison.Ordinal) ? "online-retail" : null;
        var database = await TestDatabase.OnAsync(engine);
        await using var studio = new FaultStudio(engine, database);
        (await studio.RunAsync("setup", "--organisation", "Scale", "--email", "scale@example.nl", "--name", "Scale")).Must();
        var end = (await studio.RunAsync(["import", "purchases", file, .. map is null ? Array.Empty<string>() : ["--map", map]])).Must();
        var result = JsonSerializer.Deserialize<JsonElement>(end.Output.Trim().Split('\n')[^1]);
        var lines = result.GetProperty("lines_read").GetInt64();
        var seconds = result.GetProperty("seconds").GetDouble();
        var counts = await studio.StateAsync("SELECT count(*) FROM member", "SELECT coalesce(sum(points), 0) FROM ledger_entry", "SELECT count(*) FROM purchase");
        var members = long.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture);

        var chunks = Chunks(file, map);
        var started = Stopwatch.GetTimestamp();
        if (engine == Engines.Sqlite)
        {
            BareInsert.IntoSqlite(Path.Combine(database.Folder, "bare.db"), chunks);
        }
        else
        {
            await BareInsert.IntoPostgresAsync(database.Settings["LoyaltyStudio:Database:ConnectionString"]!, chunks, ct);
        }

        var bare = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var rows = chunks.Sum(c => c.Count);
        ScaleProgram.Tell("import_file_lines", lines / seconds, "lines/s", rows / bare, engine, members);
        ScaleProgram.Tell("import_file_seconds", seconds, "s", bare, engine, members);
        ScaleProgram.Tell("import_file_peak_memory", result.GetProperty("peak_memory_mb").GetDouble(), "MB", null, engine, members);
        ScaleProgram.Tell("import_file_purchases", double.Parse(counts[5], System.Globalization.CultureInfo.InvariantCulture), "purchases", null, engine, members);
        ScaleProgram.Tell("import_file_points", double.Parse(counts[3], System.Globalization.CultureInfo.InvariantCulture), "points", null, engine, members);
        return 0;
    }

    /// <summary>The rows of the file in the parts in which they are committed: receipt, line, customer, and the rest as it stands.</summary>
    private static List<List<BareRow>> Chunks(string file, string? map)
    {
        var columns = map is null ? new Dictionary<string, string>() : ImportMapping.Load(map).Columns;
        using var table = TableFile.Open(file);
        var header = table.Header.ToList();
        int Place(string field, int otherwise) => header.IndexOf(columns.GetValueOrDefault(field, "")) is var at and >= 0 ? at : otherwise;
        var (receipt, member, moment) = (Place("external_id", 0), Place("member", 2), Place("occurred_at", 1));
        var receipts = new Dictionary<string, List<BareRow>>();
        foreach (var row in table.Rows())
        {
            if (!receipts.TryGetValue(row.Values[receipt], out var lines))
            {
                receipts[row.Values[receipt]] = lines = [];
            }

            lines.Add(new BareRow(row.Values[receipt], lines.Count + 1, row.Values[member], row.Values[moment], string.Join(';', row.Values)));
        }

        return receipts.Values.OrderBy(l => l[0].At, StringComparer.Ordinal).Chunk(ReceiptsPerCommit).Select(c => c.SelectMany(l => l).ToList()).ToList();
    }
}
