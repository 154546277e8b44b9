using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Segments;

/// <summary>What a value is; it decides which comparisons there are and what the builder asks for. Number: whole. Money: cents. Percent: a share, 0.25 for 25 %.</summary>
public enum SegmentKind { Number, Money, Percent, Date, Choice, Flag, Text }

/// <summary>A value that can be chosen; Text is what people read, in the reader's language already.</summary>
public sealed record SegmentChoice(string Value, string Text);

/// <summary>Reads the values that can be chosen.</summary>
public delegate Task<IReadOnlyList<SegmentChoice>> SegmentChoices(StudioDb db, DateOnly today, CancellationToken ct);

/// <summary>
/// Something known of a member, at most one value each, in the language of the database: <paramref name="Value"/> is an expression over one row of <paramref name="From"/>, which has at most one row per member.
/// Written once for both databases and never made of what somebody typed. May name @today, and @lowest_tier for the code of the lowest tier of the day.
/// </summary>
/// <param name="Key">Stable name, stored in definitions: tier, spend.last_year.</param>
/// <param name="Group">Heading in the builder; English, key of the translation.</param>
/// <param name="Label">Name of the value; English, key of the translation in the resources of <paramref name="Texts"/>.</param>
/// <param name="From">Table, or a sub-select in brackets.</param>
/// <param name="Value">Expression over the columns of From. Money in cents; a flag is 1 or 0 as the databases store booleans.</param>
public sealed record SegmentField(string Key, string Group, string Label, SegmentKind Kind, string From, string Value, Type Texts)
{
    /// <summary>The column of From that names the member.</summary>
    public string Member { get; init; } = "member_id";

    /// <summary>What members without a row count as (SQL literal, 0 for a count); null: unknown, and no comparison holds.</summary>
    public string? Missing { get; init; }

    /// <summary>For <see cref="SegmentKind.Choice"/>, and as suggestions for text.</summary>
    public SegmentChoices? Choices { get; init; }

    /// <summary>Unit behind a number, English and a key: days, points, purchases.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Condition on the rows of From, in SQL; may name @argument.</summary>
    public string Where { get; init; } = "";

    /// <summary>Bound as @argument: the only part that may come from data, such as the name of a member's detail.</summary>
    public string? Argument { get; init; }

    /// <summary>True for a choice whose stored values are ids of rows.</summary>
    public bool Ids { get; init; }

    /// <summary>True for a date that comes back every year, such as a birthday: only day and month count.</summary>
    public bool Yearly { get; init; }

    /// <summary>How a flag that holds reads as a sentence, English and a key: has consent for e-mail.</summary>
    public string Yes { get; init; } = "";

    /// <summary>How a flag that does not hold reads as a sentence.</summary>
    public string No { get; init; } = "";
}

/// <summary>
/// Something that happens to members any number of times: purchases, cheques used, campaigns received. A condition counts or sums it in a period, narrowed by details.
/// </summary>
/// <param name="From">Table, or joined tables, with one row for everything that may be counted.</param>
/// <param name="Member">Expression for the member.</param>
/// <param name="On">Expression for the business date.</param>
public sealed record SegmentEvent(string Key, string Group, string Label, string From, string Member, string On, Type Texts)
{
    /// <summary>What narrows it: store, channel, category; expressions over the same From.</summary>
    public IReadOnlyList<SegmentField> Details { get; init; } = [];

    /// <summary>What is summed, cents; null where nothing can be.</summary>
    public string? Amount { get; init; }

    /// <summary>What tells one from another where From has several rows for one (lines of a purchase); null: every row is one.</summary>
    public string? Identity { get; init; }

    /// <summary>Condition on the rows of From, in SQL.</summary>
    public string Where { get; init; } = "";

    /// <summary>What kind of thing <see cref="Amount"/> is: money, or a number of <see cref="AmountUnit"/>.</summary>
    public SegmentKind AmountKind { get; init; } = SegmentKind.Money;

    /// <summary>Unit of a summed number, English and a key: points.</summary>
    public string AmountUnit { get; init; } = "";

    /// <summary>Takes the place of this one as soon as a condition names a detail that this one has not: the same happenings in more rows, such as the lines of purchases.</summary>
    public SegmentEvent? Finer { get; init; }

    /// <summary>True where an index over From in order of members holds all that is counted: over a long period it is read from end to end instead of looking up every day.</summary>
    public bool InMemberOrder { get; init; }

    /// <summary>True where dates may lie ahead, so that the builder offers the coming days: points that end.</summary>
    public bool Ahead { get; init; }

    /// <summary>The details of this event and of the finer ones, each once.</summary>
    public IReadOnlyList<SegmentField> AllDetails => [.. Details.Concat(Finer?.AllDetails ?? []).DistinctBy(d => d.Key)];
}

/// <summary>What a feature lets segments ask for. Registered by every feature that knows something of members.</summary>
public interface ISegmentFields
{
    IEnumerable<SegmentField> Fields { get; }

    IEnumerable<SegmentEvent> Events { get; }
}
