using System.Globalization;
using System.Text;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>The day for which a segment is asked, and what expressions may name of it.</summary>
internal sealed record SegmentDay(DateOnly Today, string LowestTier, bool Sqlite);

/// <summary>A statement that answers ids of members. Outside: those who are not among them are meant.</summary>
internal sealed record MemberSql(string Text, IReadOnlyList<(string Name, object Value)> Parameters, bool Outside = false)
{
    /// <summary>A statement of one value that decides Outside when it is 1: whether members without a row fit. Null: they do not.</summary>
    internal MemberSql? OutsideWhen { get; init; }

    /// <summary>The statement to take instead, with Outside, when <see cref="OutsideWhen"/> says so.</summary>
    internal MemberSql? Otherwise { get; init; }
}

/// <summary>
/// Turns one condition into a statement for either database. What people typed goes into parameters, always; the text is made of the expressions of <see cref="ISegmentFields"/> only.
/// Groups are not compiled: each condition answers a set, and sets are joined in memory, so that a condition that many segments share is asked once.
/// </summary>
internal sealed class SegmentSql(SegmentDay day)
{
    private const int ShortPeriod = 45;
    private readonly List<(string Name, object Value)> parameters = [];

    internal static MemberSql Field(SegmentField field, SegmentNode node, SegmentDay day) => new SegmentSql(day).FieldSql(field, node);

    internal static MemberSql Event(SegmentEvent happening, SegmentNode node, SegmentDay day) => new SegmentSql(day).EventSql(happening, node);

    private MemberSql FieldSql(SegmentField field, SegmentNode node)
    {
        if (node.Test is SegmentTest.Known or SegmentTest.Unknown)
        {
            return Done($"SELECT {field.Member} FROM {Rows(field)} WHERE {And(field.Where, KnownOf(field))}", field, node.Test == SegmentTest.Unknown);
        }

        if (field.Missing is not { } missing)
        {
            return Done($"SELECT {field.Member} FROM {Rows(field)} WHERE {And(field.Where, Compare(field, field.Value, node))}", field);
        }

        var value = $"coalesce({field.Value}, {missing})";
        var fits = Done($"SELECT {field.Member} FROM {Rows(field)} WHERE {And(field.Where, Compare(field, value, node))}", field);
        var outside = new SegmentSql(day);
        var not = outside.Done($"SELECT {field.Member} FROM {Rows(field)} WHERE {And(field.Where, $"NOT ({outside.Compare(field, value, node)})")}", field, true);
        var probe = new SegmentSql(day);
        var asked = probe.Done($"SELECT CASE WHEN {probe.Compare(field, missing, node)} THEN 1 ELSE 0 END", field);
        return fits with { OutsideWhen = asked, Otherwise = not };
    }

    private MemberSql EventSql(SegmentEvent happening, SegmentNode node)
    {
        var one = SegmentCatalogue.WithDetails(happening, node.Details) ?? throw new InvalidOperationException($"{happening.Key} has not all of the details.");
        var where = new StringBuilder(And(one.Where, $"{one.Member} IS NOT NULL"));
        var (from, until) = (node.Period ?? SegmentPeriod.Ever).On(day.Today);
        var on = ReadsThrough(one, node, from, until) ? $"+{one.On}" : one.On;
        if (from is { } first)
        {
            where.Append(CultureInfo.InvariantCulture, $" AND {on} >= {Give(first)}");
        }

        if (until is { } last)
        {
            where.Append(CultureInfo.InvariantCulture, $" AND {on} <= {Give(last)}");
        }

        foreach (var detail in node.Details)
        {
            var field = one.Details.First(f => f.Key == detail.Field);
            where.Append(CultureInfo.InvariantCulture, $" AND {Compare(field, field.Value, detail)}");
        }

        var rows = $"SELECT {one.Member} FROM {one.From} WHERE {where}";
        if (node is { Measure: SegmentMeasure.Count, Test: SegmentTest.AtLeast, Values: ["1"] })
        {
            return Done(rows, null);
        }

        if (node is { Measure: SegmentMeasure.Count, Test: SegmentTest.Is or SegmentTest.AtMost, Values: ["0"] })
        {
            return Done(rows, null, true);
        }

        var measure = node.Measure == SegmentMeasure.Sum ? $"coalesce(sum({one.Amount}), 0)" : one.Identity is { } identity ? $"count(DISTINCT {identity})" : "count(*)";
        var zero = Fits(0, node);
        var test = Figures(measure, node, v => long.Parse(v, CultureInfo.InvariantCulture));
        return Done($"{rows} GROUP BY {one.Member} HAVING {(zero ? $"NOT ({test})" : test)}", null, zero);
    }

    /// <summary>
    /// SQLite takes an index of days as soon as both ends of a period are given, and then looks up a row for each happening; the plus keeps it from that where the period is long. PostgreSQL weighs it by itself.
    /// </summary>
    private bool ReadsThrough(SegmentEvent one, SegmentNode node, DateOnly? from, DateOnly? until) =>
        day.Sqlite && one.InMemberOrder && (from is null || until is null || until.Value.DayNumber - from.Value.DayNumber > ShortPeriod) && !node.Details.Any(d => d.Field == "store");

    /// <summary>Whether a count or sum fits the comparison of an event.</summary>
    internal static bool Fits(long figure, SegmentNode node)
    {
        var limits = node.Values.Select(v => long.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return node.Test switch
        {
            SegmentTest.AtLeast => figure >= limits[0],
            SegmentTest.AtMost => figure <= limits[0],
            SegmentTest.Between => figure >= limits[0] && figure <= limits[1],
            _ => figure == limits[0],
        };
    }

    private static string Rows(SegmentField field) => field.From.StartsWith('(') ? $"{field.From} AS f" : field.From;

    private static string And(string first, string second) => first.Length == 0 ? second : $"({first}) AND {second}";

    private static string KnownOf(SegmentField field) => field.Kind is SegmentKind.Text or SegmentKind.Choice && !field.Ids ? $"coalesce(CAST({field.Value} AS text), '') <> ''" : $"{field.Value} IS NOT NULL";

    private string Compare(SegmentField field, string value, SegmentNode node) => field.Kind switch
    {
        SegmentKind.Number or SegmentKind.Money => Figures(value, node, v => long.Parse(v, CultureInfo.InvariantCulture)),
        SegmentKind.Percent => Figures(value, node, v => (double)(decimal.Parse(v, CultureInfo.InvariantCulture) / 100)),
        SegmentKind.Flag => $"CAST({value} AS {(node.Values is ["false"] ? "boolean) = false" : "boolean) = true")}",
        SegmentKind.Date when field.Yearly => Yearly(value, node),
        SegmentKind.Date => Dates(value, node),
        SegmentKind.Choice when field.Ids => OneOf(value, node, v => long.TryParse(v, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) ? id : -1L),
        SegmentKind.Choice => OneOf($"CAST({value} AS text)", node, v => v),
        _ => Texts(value, node),
    };

    private string Figures(string value, SegmentNode node, Func<string, object> read) => node.Test switch
    {
        SegmentTest.AtLeast => $"{value} >= {Give(read(node.Values[0]))}",
        SegmentTest.AtMost => $"{value} <= {Give(read(node.Values[0]))}",
        SegmentTest.Between => $"({value} >= {Give(read(node.Values[0]))} AND {value} <= {Give(read(node.Values[1]))})",
        SegmentTest.IsNot => $"{value} <> {Give(read(node.Values[0]))}",
        _ => $"{value} = {Give(read(node.Values[0]))}",
    };

    private string Dates(string value, SegmentNode node)
    {
        DateOnly At(int i) => DateOnly.ParseExact(node.Values[i], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        int Days() => int.Parse(node.Values[0], CultureInfo.InvariantCulture);
        return node.Test switch
        {
            SegmentTest.LastDays => $"({value} >= {Give(day.Today.AddDays(1 - Days()))} AND {value} <= {Give(day.Today)})",
            SegmentTest.LongerAgo => $"{value} <= {Give(day.Today.AddDays(-Days()))}",
            SegmentTest.NextDays => $"({value} >= {Give(day.Today)} AND {value} <= {Give(day.Today.AddDays(Days()))})",
            SegmentTest.Before => $"{value} < {Give(At(0))}",
            SegmentTest.After => $"{value} > {Give(At(0))}",
            SegmentTest.Between => $"({value} >= {Give(At(0))} AND {value} <= {Give(At(1))})",
            SegmentTest.IsNot => $"{value} <> {Give(At(0))}",
            _ => $"{value} = {Give(At(0))}",
        };
    }

    /// <summary>Day and month lie from today up to the last day; who was born on 29 February has the birthday on the 28th in other years.</summary>
    private string Yearly(string value, SegmentNode node)
    {
        var days = int.Parse(node.Values[0], CultureInfo.InvariantCulture);
        var last = day.Today.AddDays(days);
        if (days >= 365)
        {
            return $"{value} IS NOT NULL";
        }

        var monthDay = $"substr(CAST({value} AS text), 6, 5)";
        var from = day.Today.ToString("MM-dd", CultureInfo.InvariantCulture);
        var until = last is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(last.Year) ? "02-29" : last.ToString("MM-dd", CultureInfo.InvariantCulture);
        return string.CompareOrdinal(from, until) <= 0 ? $"({monthDay} >= {Give(from)} AND {monthDay} <= {Give(until)})" : $"({monthDay} >= {Give(from)} OR {monthDay} <= {Give(until)})";
    }

    private string OneOf(string value, SegmentNode node, Func<string, object> read) =>
        $"{value} {(node.Test == SegmentTest.IsNot ? "NOT IN" : "IN")} ({string.Join(", ", node.Values.Select(v => Give(read(v))))})";

    /// <summary>Text without regard to capitals, of the plain letters a to z alike on both databases.</summary>
    private string Texts(string value, SegmentNode node)
    {
        var text = day.Sqlite ? $"lower({value})" : $"lower({value} COLLATE \"C\")";
        return node.Test switch
        {
            SegmentTest.StartsWith => $"{text} LIKE {Give(Escaped(node.Values[0]) + "%")} ESCAPE '!'",
            SegmentTest.Contains => $"{text} LIKE {Give("%" + Escaped(node.Values[0]) + "%")} ESCAPE '!'",
            _ => OneOf(text, node, Plain),
        };
    }

    private static string Escaped(string text) => Plain(text).Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    internal static string Plain(string text) => string.Concat(text.Trim().Select(c => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c));

    private string Give(object value)
    {
        parameters.Add(($"@p{parameters.Count}", value));
        return parameters[^1].Name;
    }

    private MemberSql Done(string text, SegmentField? field, bool outside = false)
    {
        var all = new List<(string Name, object Value)>(parameters);
        Add("@today", day.Today);
        Add("@lowest_tier", day.LowestTier);
        Add("@argument", field?.Argument ?? "");
        return new MemberSql(text, all, outside);

        void Add(string name, object value)
        {
            if (text.Contains(name, StringComparison.Ordinal))
            {
                all.Add((name, value));
            }
        }
    }
}
