using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyStudio.Importing;

/// <summary>What to do with a name in the file that we do not know yet.</summary>
public enum Missing { Create, Refuse, Anonymous }

/// <summary>Which rows are returns: those whose <paramref name="Field"/> begins with <paramref name="StartsWith"/>.</summary>
public sealed record ReturnRule(string Field, string StartsWith);

/// <summary>The kind of line for a product code; a code that ends in * stands for every code that begins so.</summary>
public sealed record LineKindRule(string Sku, string Kind);

/// <summary>
/// How the columns of a file become fields: data, kept in a .json file or guessed from the header. Field names are those of the importer.
/// </summary>
/// <param name="Columns">Field → column header.</param>
/// <param name="Constants">Field → value for every row.</param>
/// <param name="DateFormats">.NET date formats, tried in order; empty tries the usual Dutch and ISO forms.</param>
/// <param name="DecimalSign">Decimal sign, "." or ","; empty looks at the value.</param>
/// <param name="WholeNumbers">Fields that hold a whole number with decimals behind it, such as 17850.0.</param>
public sealed record ImportMapping(
    string Name,
    string Kind,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyDictionary<string, string> Constants,
    IReadOnlyList<string> DateFormats,
    string DecimalSign,
    IReadOnlyList<string> WholeNumbers,
    ReturnRule? Returns,
    IReadOnlyList<LineKindRule> LineKinds,
    Missing MissingMembers,
    Missing MissingStores)
{
    /// <summary>True for a file of members who just joined, not of those brought over from before: what the programme gives for joining and for a complete profile is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Joining { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A mapping with nothing in it, to fill by guessing.</summary>
    public static ImportMapping Empty(string kind) => new("", kind, new Dictionary<string, string>(), new Dictionary<string, string>(), [], "", [], null, [], Missing.Anonymous, Missing.Create);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a mapping; throws <see cref="ImportException"/> with what is wrong.</summary>
    public static ImportMapping FromJson(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<ImportMapping>(json, Json) ?? throw new JsonException("it is empty");
            var empty = Empty(read.Kind);
            return read with
            {
                Columns = read.Columns ?? empty.Columns,
                Constants = read.Constants ?? empty.Constants,
                DateFormats = read.DateFormats ?? [],
                DecimalSign = read.DecimalSign ?? "",
                WholeNumbers = read.WholeNumbers ?? [],
                LineKinds = read.LineKinds ?? [],
            };
        }
        catch (JsonException e)
        {
            throw new ImportException("mapping_unreadable", "The mapping cannot be read: {0}", e.Message);
        }
    }

    /// <summary>Names of the mappings that come with the product.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [.. Resources().Select(r => r.Split('.')[^2])];

    /// <summary>A built-in mapping by name, or a file.</summary>
    public static ImportMapping Load(string nameOrFile)
    {
        if (Resources().FirstOrDefault(r => r.EndsWith($".{nameOrFile}.json", StringComparison.Ordinal)) is { } resource)
        {
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
            return FromJson(reader.ReadToEnd());
        }

        return File.Exists(nameOrFile)
            ? FromJson(File.ReadAllText(nameOrFile))
            : throw new ImportException("mapping_unknown", "There is no mapping {0}. Name a file, or one of: {1}.", nameOrFile, string.Join(", ", BuiltIn));
    }

    private static IEnumerable<string> Resources() => Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.Contains(".Importing.Mappings.", StringComparison.Ordinal));
}

/// <summary>The file or mapping as a whole cannot be used. Message is English, key of the translation.</summary>
public sealed class ImportException(string code, string message, params object[] args) : Exception(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, args))
{
    public string Code => code;
    public string Template => message;
    public IReadOnlyList<object> Args => args;
}
