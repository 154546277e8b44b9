using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>Everything that segments can ask for, of all features.</summary>
public sealed class SegmentCatalogue
{
    /// <summary>Before the name of a member's own detail, which is a field of its own.</summary>
    public const string AttributePrefix = "attribute:";

    /// <summary>A definition that compares this field decides itself who is meant; all others mean active members.</summary>
    public const string Status = "status";
    private readonly Dictionary<string, SegmentField> fields;
    private readonly Dictionary<string, SegmentEvent> events;

    public SegmentCatalogue(IEnumerable<ISegmentFields> sources)
    {
        var all = sources.ToList();
        fields = all.SelectMany(s => s.Fields).ToDictionary(f => f.Key, StringComparer.Ordinal);
        events = all.SelectMany(s => s.Events).ToDictionary(e => e.Key, StringComparer.Ordinal);
    }

    public IEnumerable<SegmentField> Fields => fields.Values;

    public IEnumerable<SegmentEvent> Events => events.Values;

    public SegmentField? Field(string? key) => key is null ? null
        : key.StartsWith(AttributePrefix, StringComparison.Ordinal) && key.Length > AttributePrefix.Length ? AttributeField(key[AttributePrefix.Length..])
        : fields.GetValueOrDefault(key);

    public SegmentEvent? Event(string? key) => key is null ? null : events.GetValueOrDefault(key);

    /// <summary>What the retailer keeps of a member under a name of its own.</summary>
    public static SegmentField AttributeField(string name) => new(AttributePrefix + name, "Details of your own", name, SegmentKind.Text, "member_attribute", "value", typeof(SegmentsFeature))
    {
        Where = "name = @argument", Argument = name, Choices = (db, _, ct) => MemberFields.AttributeValuesAsync(db, name, ct),
    };

    /// <summary>The comparisons that make sense for a field, the usual one first.</summary>
    public static IReadOnlyList<SegmentTest> TestsOf(SegmentField field, bool detail = false)
    {
        SegmentTest[] tests = field.Kind switch
        {
            SegmentKind.Number or SegmentKind.Money or SegmentKind.Percent => [SegmentTest.AtLeast, SegmentTest.AtMost, SegmentTest.Between, SegmentTest.Is],
            SegmentKind.Date when field.Yearly => [SegmentTest.NextDays],
            SegmentKind.Date => [SegmentTest.LastDays, SegmentTest.LongerAgo, SegmentTest.NextDays, SegmentTest.Before, SegmentTest.After, SegmentTest.Between, SegmentTest.Is],
            SegmentKind.Choice => [SegmentTest.Is, SegmentTest.IsNot],
            SegmentKind.Flag => [SegmentTest.Is],
            _ => [SegmentTest.Is, SegmentTest.IsNot, SegmentTest.StartsWith, SegmentTest.Contains],
        };
        return field.Missing is null && !detail && field.Kind != SegmentKind.Flag ? [.. tests, SegmentTest.Known, SegmentTest.Unknown] : tests;
    }

    /// <summary>The event whose rows know all the details that a condition names; the narrowest that does. Null: none does.</summary>
    internal static SegmentEvent? WithDetails(SegmentEvent happening, IReadOnlyList<SegmentNode> details)
    {
        for (var one = happening; one is not null; one = one.Finer)
        {
            if (details.All(d => one.Details.Any(f => f.Key == d.Field)))
            {
                return one;
            }
        }

        return null;
    }
}
