using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Importing;

/// <param name="Details">More counts by name, such as stores made.</param>
public sealed record ImportRow(long Id, string Kind, string FileName, ImportState State, string Actor, DateTime StartedAt, DateTime? FinishedAt, long LinesRead, int Added, int Changed, int Unchanged,
    int Refused, IReadOnlyDictionary<string, long> Details, string Error, string Mapping)
{
    internal static ImportRow Of(ImportRun r) => new(r.Id, r.Kind, r.FileName, r.State, r.Actor, r.StartedAt, r.FinishedAt, r.LinesRead, r.Added, r.Changed, r.Unchanged, r.Refused,
        JsonSerializer.Deserialize<Dictionary<string, long>>(r.Details) ?? [], r.Error, r.Mapping);
}

/// <summary>Imports, the latest first.</summary>
public sealed class ListImports(StudioData data)
{
    public async Task<Outcome<PageOf<ImportRow>>> RunAsync(Actor actor, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportData) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var rows = await db.Set<ImportRun>().OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return new PageOf<ImportRow>(rows.ConvertAll(ImportRow.Of), await db.Set<ImportRun>().CountAsync(ct));
    }
}

/// <param name="Refusals">The first of the refused or remarked rows.</param>
/// <param name="Remarked">All rows with a remark or refusal.</param>
public sealed record ImportDetail(ImportRow Run, IReadOnlyList<ImportRefusal> Refusals, int Remarked, IReadOnlyList<(string Code, bool Kept, int Count)> Reasons);

/// <summary>One import with what came of it.</summary>
public sealed class ShowImport(StudioData data)
{
    private const int Shown = 50;

    public async Task<Outcome<ImportDetail>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportData) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<ImportRun>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run)
        {
            return Refuse.NotFound("import_unknown", "This import does not exist.");
        }

        var own = db.Set<ImportRefusal>().Where(r => r.RunId == id);
        var reasons = await own.GroupBy(r => new { r.Code, r.RowKept }).Select(g => new { g.Key.Code, g.Key.RowKept, Count = g.Count() }).ToListAsync(ct);
        return new ImportDetail(ImportRow.Of(run), await own.OrderBy(r => r.LineNo).ThenBy(r => r.Id).Take(Shown).ToListAsync(ct), reasons.Sum(r => r.Count),
            [.. reasons.OrderByDescending(r => r.Count).Select(r => (r.Code, r.RowKept, r.Count))]);
    }
}
