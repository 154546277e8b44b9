using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Importing;

/// <summary>Imports one kind of thing. The feature that owns it provides it.</summary>
public interface IImporter
{
    /// <summary>stores, members, products or purchases.</summary>
    string Kind { get; }

    IReadOnlyList<FieldSpec> Fields { get; }

    /// <summary>Reads one row as the import would, for the preview; throws <see cref="FieldException"/> where the import would refuse it.</summary>
    void Try(ImportMapping mapping, FieldReader fields, TableRow row);

    /// <summary>Reads all rows, refuses the bad ones and commits the good ones in chunks through the session.</summary>
    Task ImportAsync(ImportSession session, CancellationToken ct);
}

/// <summary>What a chunk came to.</summary>
public readonly record struct ChunkResult(int Added, int Changed, int Unchanged);

/// <summary>What one try at a chunk has to tell; thrown away with the try when the database asks for another.</summary>
public sealed class ChunkNotes
{
    internal Dictionary<string, long> Counts { get; } = [];
    internal List<ImportRefusal> Refusals { get; } = [];

    public void Count(string name, long add = 1)
    {
        if (add != 0)
        {
            Counts[name] = Counts.GetValueOrDefault(name) + add;
        }
    }

    /// <summary>A whole record is refused, named by its own number.</summary>
    public void Refuse(string code, string reason, string name) => Refusals.Add(new ImportRefusal { Code = code, Reason = reason, RawRow = name });
}

/// <summary>One running import: the rows, the place for refusals, and the commits, each of which moves the run's own row with it.</summary>
public sealed class ImportSession(StudioData data, ImportRun run, ImportMapping mapping, FieldReader fields, TableFile file, Actor actor, Action<long, long, string> report)
{
    private readonly List<ImportRefusal> refusals = [];

    public Actor Actor => actor;
    public ImportMapping Mapping => mapping;
    public FieldReader Fields => fields;
    public ImportRun Run => run;
    public IReadOnlyList<ImportRefusal> Refusals => refusals;

    /// <summary>The rows that could be read by <paramref name="read"/>; the others are refused with the reason.</summary>
    public IEnumerable<(TableRow Row, T Value)> Rows<T>(Func<TableRow, T?> read) where T : class
    {
        foreach (var row in file.Rows())
        {
            run.LinesRead++;
            if (run.LinesRead % 5_000 == 0)
            {
                report(run.LinesRead, 0, "lines read");
            }

            T? value = null;
            try
            {
                value = read(row);
            }
            catch (FieldException e)
            {
                Refuse(row, e.Code, $"{e.Name}: {e.Message}");
            }

            if (value is not null)
            {
                yield return (row, value);
            }
        }
    }

    public void Refuse(TableRow row, string code, string reason) => refusals.Add(new ImportRefusal { LineNo = row.LineNo, Code = code, Reason = reason, RawRow = row.Raw });

    /// <summary>The row is kept, but something in it was not.</summary>
    public void Remark(TableRow row, string code, string reason) =>
        refusals.Add(new ImportRefusal { LineNo = row.LineNo, Code = code, Reason = reason, RawRow = row.Raw, RowKept = true });

    /// <summary>
    /// Commits the records in chunks, each in one transaction together with the run's progress, so that a killed import goes on behind the last
    /// chunk. Records must come in the same order every time.
    /// </summary>
    public async Task CommitAsync<T>(IReadOnlyList<T> records, int chunk, Func<StudioDb, IReadOnlyList<T>, ChunkNotes, Task<ChunkResult>> write, CancellationToken ct)
    {
        run.TotalRecords = records.Count;
        while (run.Committed < records.Count)
        {
            ct.ThrowIfCancellationRequested();
            var part = records.Skip(run.Committed).Take(chunk).ToList();
            var saved = await data.WriteAsync(async db =>
            {
                var notes = new ChunkNotes();
                var counts = await write(db, part, notes);
                var next = await MoveAsync(db, part.Count, counts, notes, ct);
                CrashPoint.Here("import-before-commit");
                return next;
            }, ct, Lane.Job);
            (run.Committed, run.Added, run.Changed, run.Unchanged, run.Refused, run.Details) =
                (saved.Committed, saved.Added, saved.Changed, saved.Unchanged, saved.Refused, saved.Details);
            CrashPoint.Here("import-after-commit");
            report(run.Committed, records.Count, "records");
        }
    }

    /// <summary>Writes what the chunk came to into the run's row.</summary>
    private async Task<ImportRun> MoveAsync(StudioDb db, int records, ChunkResult counts, ChunkNotes notes, CancellationToken ct)
    {
        var totals = JsonSerializer.Deserialize<Dictionary<string, long>>(run.Details)!;
        foreach (var (name, count) in notes.Counts)
        {
            totals[name] = totals.GetValueOrDefault(name) + count;
        }

        var row = await db.Set<ImportRun>().FindAsync([run.Id], ct) ?? throw new InvalidOperationException("The import's row is gone.");
        row.Committed = run.Committed + records;
        row.TotalRecords = run.TotalRecords;
        row.LinesRead = run.LinesRead;
        row.Added = run.Added + counts.Added;
        row.Changed = run.Changed + counts.Changed;
        row.Unchanged = run.Unchanged + counts.Unchanged;
        row.Refused = run.Refused + notes.Refusals.Count;
        row.Details = JsonSerializer.Serialize(totals);
        await db.SaveChangesAsync(ct);
        await WriteRefusalsAsync(db, run.Id, notes.Refusals);
        return row;
    }

    internal static async Task WriteRefusalsAsync(StudioDb db, long runId, IReadOnlyList<ImportRefusal> refusals)
    {
        var ids = await db.NextIdsAsync<ImportRefusal>(refusals.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            refusals[i].Id = ids[i];
            refusals[i].RunId = runId;
        }

        await db.BulkInsertAsync(refusals);
    }
}
