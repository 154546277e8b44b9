using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Importing;

/// <param name="Path">The file on this machine.</param>
/// <param name="Mapping">How to read it; null guesses from the header.</param>
public sealed record PreviewImportRequest(string Kind, string Path, ImportMapping? Mapping);

/// <param name="Value">As it would be imported.</param>
/// <param name="Problem">Code and sentence of what is wrong with it; null when it can be read.</param>
public sealed record PreviewCell(string Value, FieldProblem? Problem);

public sealed record FieldProblem(string Field, string Code, string Message);

/// <param name="Cells">One for each shown field.</param>
/// <param name="Refused">Why the whole row would be refused where no cell says it.</param>
public sealed record PreviewRow(long LineNo, IReadOnlyList<PreviewCell> Cells, FieldProblem? Refused);

/// <param name="Fields">Everything that the importer understands.</param>
/// <param name="Shown">The fields that the mapping fills, in the order of the importer.</param>
/// <param name="Missing">Required fields that have no column yet.</param>
public sealed record ImportPreview(string Kind, IReadOnlyList<string> Header, IReadOnlyList<FieldSpec> Fields, ImportMapping Mapping, IReadOnlyList<FieldSpec> Shown, IReadOnlyList<PreviewRow> Rows,
    IReadOnlyList<FieldSpec> Missing);

/// <summary>Shows what an import would make of the first rows of a file. Changes nothing.</summary>
public sealed class PreviewImport(IEnumerable<IImporter> importers)
{
    private const int ShownRows = 8;

    /// <summary>What can be imported: stores, members, products, purchases.</summary>
    public IReadOnlyList<string> Kinds { get; } = [.. importers.Select(i => i.Kind)];

    public Task<Outcome<ImportPreview>> RunAsync(Actor actor, PreviewImportRequest request, CancellationToken ct) => Task.Run(() => Read(actor, request), ct);

    private Outcome<ImportPreview> Read(Actor actor, PreviewImportRequest request)
    {
        if (!actor.May(Permission.ImportData) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        if (importers.FirstOrDefault(i => i.Kind == request.Kind) is not { } importer)
        {
            return Refuse.Invalid("kind", "There is nothing to import under the name {0}. Known are: {1}.", request.Kind, string.Join(", ", Kinds));
        }

        try
        {
            using var file = TableFile.Open(request.Path);
            var mapping = request.Mapping ?? FieldReader.Guess(importer.Kind, importer.Fields, file.Header);
            if (mapping.Kind != importer.Kind)
            {
                return Refuse.Conflict("mapping_kind", "This mapping is for {0}, not for {1}.", mapping.Kind, importer.Kind);
            }

            var missing = importer.Fields.Where(f => f.Required && !mapping.Columns.ContainsKey(f.Name) && !mapping.Constants.ContainsKey(f.Name)).ToList();
            var shown = importer.Fields.Where(f => mapping.Columns.ContainsKey(f.Name) || mapping.Constants.ContainsKey(f.Name)).ToList();
            var fields = new FieldReader(mapping, [.. importer.Fields.Except(missing)], file.Header);
            var rows = file.Rows().Take(ShownRows).Select(row => Row(importer, mapping, fields, row, shown, missing.Count == 0)).ToList();
            return new ImportPreview(importer.Kind, file.Header, importer.Fields, mapping, shown, rows, missing);
        }
        catch (ImportException e)
        {
            return Refuse.Conflict(e.Code, e.Template, [.. e.Args]);
        }
    }

    private static PreviewRow Row(IImporter importer, ImportMapping mapping, FieldReader fields, TableRow row, List<FieldSpec> shown, bool complete)
    {
        var cells = shown.ConvertAll(field => Cell(fields, row, field));
        try
        {
            if (complete && cells.TrueForAll(c => c.Problem is null))
            {
                importer.Try(mapping, fields, row);
            }
        }
        catch (FieldException e)
        {
            var problem = new FieldProblem(e.Name, e.Code, e.Message);
            if (shown.FindIndex(f => f.Name == e.Name) is >= 0 and var place)
            {
                cells[place] = cells[place] with { Problem = problem };
            }
            else
            {
                return new PreviewRow(row.LineNo, cells, problem);
            }
        }

        return new PreviewRow(row.LineNo, cells, null);
    }

    private static PreviewCell Cell(FieldReader fields, TableRow row, FieldSpec field)
    {
        try
        {
            return new PreviewCell(field.Reads switch
            {
                FieldKind.Date => fields.Date(row, field.Name)?.ToString("d MMM yyyy", Culture) ?? "",
                FieldKind.Moment => fields.Moment(row, field.Name)?.ToString("d MMM yyyy HH:mm", Culture) ?? "",
                FieldKind.Number => fields.Number(row, field.Name)?.ToString("N2", Culture) ?? "",
                FieldKind.Whole => fields.Whole(row, field.Name)?.ToString("N0", Culture) ?? "",
                FieldKind.YesNo => fields.YesNo(row, field.Name) switch { true => "✓", false => "✗", null => "" },
                FieldKind.Text => fields.Text(row, field.Name),
                _ => "",
            }, null);
        }
        catch (FieldException e)
        {
            return new PreviewCell("", new FieldProblem(e.Name, e.Code, e.Message));
        }
    }

    private static System.Globalization.CultureInfo Culture => System.Globalization.CultureInfo.CurrentCulture;
}
