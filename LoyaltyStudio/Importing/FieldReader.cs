using System.Globalization;
using System.Text;

namespace LoyaltyStudio.Importing;

/// <summary>A field that an importer understands.</summary>
/// <param name="Names">Headers under which it is known, in Dutch and English; compared without case, blanks and punctuation.</param>
public sealed record FieldSpec(string Name, string Label, bool Required, params string[] Names)
{
    /// <summary>How the text of the field is read, for the preview.</summary>
    public FieldKind Reads { get; init; } = FieldKind.Text;
}

public enum FieldKind { Text, Date, Moment, Number, Whole, YesNo }

/// <summary>Finds and reads the fields of a row by a mapping. A value that cannot be read throws <see cref="FieldException"/>.</summary>
public sealed class FieldReader
{
    private static readonly string[] UsualDates =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm", "d-M-yyyy", "d-M-yyyy H:mm", "d-M-yyyy H:mm:ss",
        "d/M/yyyy", "d/M/yyyy H:mm", "yyyyMMdd", "d.M.yyyy",
    ];

    private readonly ImportMapping mapping;
    private readonly string[] formats;
    private readonly Dictionary<string, int> columns = [];

    /// <summary>Throws <see cref="ImportException"/> when a named column or a needed field is missing.</summary>
    public FieldReader(ImportMapping mapping, IReadOnlyList<FieldSpec> fields, IReadOnlyList<string> header)
    {
        this.mapping = mapping;
        formats = mapping.DateFormats.Count > 0 ? [.. mapping.DateFormats] : UsualDates;
        foreach (var (field, column) in mapping.Columns)
        {
            if (fields.All(f => f.Name != field))
            {
                throw new ImportException("mapping_field", "The mapping names a field {0} that {1} do not have. Known are: {2}.", field, mapping.Kind, string.Join(", ", fields.Select(f => f.Name)));
            }

            var index = header.ToList().FindIndex(h => Plain(h) == Plain(column));
            columns[field] = index >= 0 ? index
                : throw new ImportException("column_missing", "The file has no column {0}. It has: {1}.", column, string.Join(", ", header));
        }

        foreach (var field in fields.Where(f => f.Required && !columns.ContainsKey(f.Name) && !mapping.Constants.ContainsKey(f.Name)))
        {
            throw new ImportException("field_missing", "No column was found for {0}. Name it in a mapping, or call the column {1}.", field.Label, field.Names.FirstOrDefault() ?? field.Name);
        }
    }

    /// <summary>The mapping that the header suggests: each field goes to the column that bears one of its names.</summary>
    public static ImportMapping Guess(string kind, IReadOnlyList<FieldSpec> fields, IReadOnlyList<string> header)
    {
        var found = new Dictionary<string, string>();
        foreach (var field in fields)
        {
            var names = field.Names.Prepend(field.Name).Select(Plain).ToList();
            if (header.FirstOrDefault(h => names.Contains(Plain(h)) && !found.ContainsValue(h)) is { } column)
            {
                found[field.Name] = column;
            }
        }

        return ImportMapping.Empty(kind) with { Name = "guessed", Columns = found };
    }

    public bool Has(string field) => columns.ContainsKey(field) || mapping.Constants.ContainsKey(field);

    public string Text(TableRow row, string field)
    {
        var value = columns.TryGetValue(field, out var index) && index < row.Values.Length ? row.Values[index].Trim() : "";
        value = value.Length == 0 ? mapping.Constants.GetValueOrDefault(field, "") : value;
        if (mapping.WholeNumbers.Contains(field) && value.EndsWith(".0", StringComparison.Ordinal))
        {
            value = value[..^2];
        }

        return value.Length <= 500 ? value : throw new FieldException(field, "too_long", "The value is longer than 500 characters.");
    }

    public DateTime? Moment(TableRow row, string field)
    {
        var text = Text(row, field);
        return text.Length == 0 ? null
            : DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) && value.Year is > 1850 and < 2200 ? value
            : throw new FieldException(field, "not_a_date", $"\"{text}\" is not a date. Write it as 31-12-2026 or 2026-12-31.");
    }

    public DateOnly? Date(TableRow row, string field) => Moment(row, field) is { } moment ? DateOnly.FromDateTime(moment) : null;

    /// <summary>An amount in cents; half a cent rounds away from zero.</summary>
    public decimal? Number(TableRow row, string field)
    {
        var text = Text(row, field);
        if (text.Length == 0)
        {
            return null;
        }

        var comma = mapping.DecimalSign == "," || (mapping.DecimalSign.Length == 0 && text.LastIndexOf(',') > text.LastIndexOf('.'));
        var plain = comma ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : text.Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(plain.TrimStart('€', '£', '$', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < 1_000_000_000m ? value
            : throw new FieldException(field, "not_a_number", $"\"{text}\" is not a number.");
    }

    public int? Whole(TableRow row, string field) => Number(row, field) is not { } value ? null
        : value == Math.Truncate(value) && Math.Abs(value) <= int.MaxValue ? (int)value
        : throw new FieldException(field, "not_whole", $"{value} is not a whole number.");

    public bool? YesNo(TableRow row, string field) => Text(row, field).ToLowerInvariant() switch
    {
        "" => null,
        "ja" or "j" or "yes" or "y" or "1" or "true" or "waar" => true,
        "nee" or "n" or "no" or "0" or "false" or "onwaar" => false,
        var other => throw new FieldException(field, "not_yes_no", $"\"{other}\" is not yes or no. Write ja or nee."),
    };

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }
}

/// <summary>One value of one row is wrong.</summary>
public sealed class FieldException(string name, string code, string message) : Exception(message)
{
    /// <summary>The field, by the importer's name of it.</summary>
    public string Name => name;
    public string Code => code;
}
