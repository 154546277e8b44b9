using System.Globalization;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>Every condition as a sentence, in the language of the reader.</summary>
/// <param name="learned">Names of choices by field, filled while somebody builds; null where nothing is chosen.</param>
public sealed class SegmentWords(SegmentCatalogue catalogue, IStringLocalizerFactory factory, UiFormat format, SegmentNames names, Dictionary<string, IReadOnlyDictionary<string, string>>? learned = null)
{
    private readonly IStringLocalizer texts = factory.Create(typeof(SegmentsFeature));

    public string LabelOf(SegmentField field) => field.Key.StartsWith(SegmentCatalogue.AttributePrefix, StringComparison.Ordinal) ? field.Label : In(field.Texts, field.Label);

    public string LabelOf(SegmentEvent happening) => In(happening.Texts, happening.Label);

    public string GroupOf(SegmentField field) => In(field.Texts, field.Group);

    public string GroupOf(SegmentEvent happening) => In(happening.Texts, happening.Group);

    public string UnitOf(Type owner, string unit) => unit.Length == 0 ? "" : In(owner, unit);

    /// <summary>Keeps the names of choices that were offered, where the builder gave a place for them.</summary>
    public void Learn(string key, IEnumerable<SegmentChoice> choices)
    {
        if (learned is not null)
        {
            learned[key] = choices.DistinctBy(c => c.Value).ToDictionary(c => c.Value, c => c.Text, StringComparer.Ordinal);
        }
    }

    /// <summary>A whole definition in one line, for lists.</summary>
    public string Say(SegmentNode node)
    {
        if (node.Match is not { } match)
        {
            return node.Segment is not null ? OfSegment(node) : node.Event is not null ? OfEvent(node) : OfField(node, catalogue.Field(node.Field), node.Field ?? "");
        }

        var parts = node.Parts.Select(p => p is { IsGroup: true, Parts.Count: > 1 } ? $"({Say(p)})" : Say(p)).ToList();
        return (parts.Count, match) switch
        {
            (0, _) => texts["everybody who takes part"],
            (_, SegmentMatch.All) => string.Join(texts[" and "], parts),
            (_, SegmentMatch.Any) => string.Join(texts[" or "], parts),
            _ => texts["none of: {0}", string.Join("; ", parts)],
        };
    }

    private string In(Type owner, string key) => factory.Create(owner)[key] is { ResourceNotFound: false } own ? own.Value : texts[key].Value;

    private string OfSegment(SegmentNode node)
    {
        var name = names.Segments.GetValueOrDefault(node.Segment!.Value, texts["a segment that is gone"]);
        return node.Test == SegmentTest.IsNot ? texts["is not in segment “{0}”", name] : texts["is in segment “{0}”", name];
    }

    private string OfField(SegmentNode node, SegmentField? field, string key)
    {
        if (field is null)
        {
            return texts["something that is not known any more"];
        }

        var label = LabelOf(field);
        if (field.Kind == SegmentKind.Flag)
        {
            var yes = node.Values is not ["false"];
            return (yes ? field.Yes : field.No) is { Length: > 0 } said ? In(field.Texts, said) : texts[yes ? "{0}: yes" : "{0}: no", label];
        }

        string[] values = [.. node.Values.Select(v => ValueOf(field, node.Test, key, v))];
        string Any() => string.Join(texts[" or "], values);
        string First() => values.Length > 0 ? values[0] : "…";
        return node.Test switch
        {
            SegmentTest.Known => texts["{0} is known", label],
            SegmentTest.Unknown => texts["{0} is not known", label],
            SegmentTest.IsNot => texts["{0} is not {1}", label, Any()],
            SegmentTest.AtLeast => texts["{0} is at least {1}", label, First()],
            SegmentTest.AtMost => texts["{0} is at most {1}", label, First()],
            SegmentTest.Between => texts["{0} is between {1} and {2}", label, First(), values.Length > 1 ? values[1] : "…"],
            SegmentTest.Before => texts["{0} is before {1}", label, First()],
            SegmentTest.After => texts["{0} is after {1}", label, First()],
            SegmentTest.LastDays => texts["{0} is in the last {1} days", label, First()],
            SegmentTest.LongerAgo => texts["{0} is {1} days ago or longer", label, First()],
            SegmentTest.NextDays => values is ["0"] ? texts["{0} is today", label] : texts["{0} is within the coming {1} days", label, First()],
            SegmentTest.Contains => texts["{0} contains “{1}”", label, First()],
            SegmentTest.StartsWith => texts["{0} begins with “{1}”", label, First()],
            _ => texts["{0} is {1}", label, values.Length == 0 ? "…" : Any()],
        };
    }

    private string OfEvent(SegmentNode node)
    {
        if (catalogue.Event(node.Event) is not { } happening)
        {
            return texts["something that is not known any more"];
        }

        var sum = node.Measure == SegmentMeasure.Sum;
        string[] values = [.. node.Values.Select(v => !sum ? Number(v) : happening.AmountKind == SegmentKind.Money ? Cents(v) : $"{Number(v)} {UnitOf(happening.Texts, happening.AmountUnit)}".Trim())];
        string First() => values.Length > 0 ? values[0] : "…";
        var label = LabelOf(happening);
        string said = (node.Test, sum) switch
        {
            (SegmentTest.Is or SegmentTest.AtMost, false) when node.Values is ["0"] => texts["{0}: never", label],
            (SegmentTest.AtLeast, false) => node.Values is ["1"] ? texts["{0}: at least once", label] : texts["{0}: at least {1} times", label, First()],
            (SegmentTest.AtMost, false) => texts["{0}: at most {1} times", label, First()],
            (SegmentTest.Between, false) => texts["{0}: {1} to {2} times", label, First(), values.Length > 1 ? values[1] : "…"],
            (_, false) => texts["{0}: exactly {1} times", label, First()],
            (SegmentTest.AtLeast, _) => texts["{0}: at least {1} in all", label, First()],
            (SegmentTest.AtMost, _) => texts["{0}: at most {1} in all", label, First()],
            (SegmentTest.Between, _) => texts["{0}: {1} to {2} in all", label, First(), values.Length > 1 ? values[1] : "…"],
            _ => texts["{0}: exactly {1} in all", label, First()],
        };
        var details = node.Details.Select(d => OfField(d, happening.AllDetails.FirstOrDefault(f => f.Key == d.Field), $"{node.Event}.{d.Field}")).ToList();
        return string.Join(" ", new[] { said, PeriodOf(node.Period), details.Count == 0 ? "" : texts["where {0}", string.Join(texts[" and "], details)].Value }.Where(p => p.Length > 0));
    }

    private string PeriodOf(SegmentPeriod? period) => period switch
    {
        { LastDays: { } last } => texts["in the last {0} days", last],
        { NextDays: { } next } => texts["in the coming {0} days", next],
        { From: { } from, Until: { } until } => texts["from {0} up to and including {1}", UiFormat.Date(from), UiFormat.Date(until)],
        { From: { } from } => texts["since {0}", UiFormat.Date(from)],
        { Until: { } until } => texts["up to and including {0}", UiFormat.Date(until)],
        _ => "",
    };

    private string ValueOf(SegmentField field, SegmentTest test, string key, string value) => field.Kind switch
    {
        SegmentKind.Money => Cents(value),
        SegmentKind.Number => $"{Number(value)} {UnitOf(field.Texts, field.Unit)}".Trim(),
        SegmentKind.Percent => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var share) ? share.ToString("0.##", CultureInfo.CurrentCulture) + " %" : value,
        SegmentKind.Date when test is not (SegmentTest.LastDays or SegmentTest.LongerAgo or SegmentTest.NextDays) =>
            DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? UiFormat.Date(date) : value,
        SegmentKind.Date => Number(value),
        SegmentKind.Choice => learned?.GetValueOrDefault(key)?.GetValueOrDefault(value) ?? names.Of(key, value),
        _ => value,
    };

    private static string Number(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? UiFormat.Number(number) : value;

    private string Cents(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cents) ? format.Money(cents) : value;
}
