using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyStudio.Features.Segments.Model;

public enum SegmentMatch { All, Any, None }

/// <summary>
/// How a value is compared. Days are whole business days and today is a day of its own: LastDays 7 is today and the six days before it, LongerAgo 7 is seven days ago and earlier, NextDays 7 is today up to
/// and with the day a week from now. Before and After leave the day itself out; AtLeast, AtMost and Between take the limits in.
/// </summary>
public enum SegmentTest { Is, IsNot, AtLeast, AtMost, Between, Before, After, LastDays, LongerAgo, NextDays, Contains, StartsWith, Known, Unknown }

/// <summary>Count: how often. Sum: how much in all.</summary>
public enum SegmentMeasure { Count, Sum }

/// <summary>The days in which something has to have happened; all null: ever.</summary>
public sealed record SegmentPeriod(int? LastDays = null, int? NextDays = null, DateOnly? From = null, DateOnly? Until = null)
{
    public static SegmentPeriod Ever { get; } = new();

    [JsonIgnore]
    public bool IsEver => this is { LastDays: null, NextDays: null, From: null, Until: null };

    /// <summary>The first and the last day that count; null where there is no limit.</summary>
    public (DateOnly? From, DateOnly? Until) On(DateOnly today) =>
        LastDays is { } last ? (today.AddDays(1 - last), today) : NextDays is { } next ? (today, today.AddDays(next)) : (From, Until);
}

/// <summary>
/// One node of a definition: a group (Match is set), a comparison of a field, a condition on an event (Event is set; Test and Values compare the count or the sum), or membership of another segment.
/// Values are written without culture: whole numbers, cents, percents with a point, yyyy-MM-dd, true and false, and values of choices as they are stored.
/// </summary>
public sealed record SegmentNode
{
    public SegmentMatch? Match { get; init; }
    public IReadOnlyList<SegmentNode> Parts { get; init; } = [];
    public string? Field { get; init; }
    public string? Event { get; init; }
    public SegmentMeasure Measure { get; init; }
    public SegmentPeriod? Period { get; init; }

    /// <summary>Comparisons of details that narrow the event; all must hold of the same happening.</summary>
    public IReadOnlyList<SegmentNode> Details { get; init; } = [];

    /// <summary>Id of another segment; Test Is: in it, IsNot: not in it.</summary>
    public long? Segment { get; init; }
    public SegmentTest Test { get; init; }
    public IReadOnlyList<string> Values { get; init; } = [];

    [JsonIgnore]
    public bool IsGroup => Match is not null;

    /// <summary>This node and everything below it, details included.</summary>
    public IEnumerable<SegmentNode> Everything() => Parts.Concat(Details).SelectMany(p => p.Everything()).Prepend(this);

    public static SegmentNode All(params IReadOnlyList<SegmentNode> parts) => new() { Match = SegmentMatch.All, Parts = parts };

    public static SegmentNode Any(params IReadOnlyList<SegmentNode> parts) => new() { Match = SegmentMatch.Any, Parts = parts };

    public static SegmentNode None(params IReadOnlyList<SegmentNode> parts) => new() { Match = SegmentMatch.None, Parts = parts };

    public static SegmentNode Of(string field, SegmentTest test, params IReadOnlyList<string> values) => new() { Field = field, Test = test, Values = values };

    public static SegmentNode Times(string happening, SegmentTest test, int times, SegmentPeriod? period = null, params IReadOnlyList<SegmentNode> details) =>
        new() { Event = happening, Test = test, Values = [times.ToString(System.Globalization.CultureInfo.InvariantCulture)], Period = period, Details = details };

    public static SegmentNode In(long segment, bool inside = true) => new() { Segment = segment, Test = inside ? SegmentTest.Is : SegmentTest.IsNot };
}

/// <summary>Who belongs to a segment. A root group without parts: everybody.</summary>
/// <param name="Form">Version of this form; a higher one than <see cref="Newest"/> was written by a later release and is refused.</param>
public sealed record SegmentDefinition(SegmentNode Root, int Form = SegmentDefinition.Newest)
{
    public const int Newest = 1;
    public const int MostConditions = 60;
    public const int MostDepth = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter() },
    };

    public static SegmentDefinition Everybody { get; } = new(SegmentNode.All());

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The text that tells one node from another, for keeping what is counted already.</summary>
    internal static string KeyOf(SegmentNode node) => JsonSerializer.Serialize(node, Json);

    /// <summary>Reads a stored definition; empty text is everybody. Text that is no definition throws a <see cref="JsonException"/>.</summary>
    public static SegmentDefinition Parse(string json)
    {
        var read = json.Length == 0 ? Everybody : JsonSerializer.Deserialize<SegmentDefinition>(json, Json);
        return read is { Root: not null, Form: <= Newest } ? read with { Form = Newest } : throw new JsonException("This definition was written by a later version of the product.");
    }
}
