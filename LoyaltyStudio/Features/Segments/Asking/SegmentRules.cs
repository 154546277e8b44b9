using System.Globalization;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>What must hold of a definition before it is asked or kept. Errors name the condition by its place: c0 is the root, then in the order of reading.</summary>
public static class SegmentRules
{
    private const int MostDays = 3_650, MostValues = 200, MostText = 200;

    public static IReadOnlyList<FieldError> Check(SegmentDefinition definition, SegmentCatalogue catalogue)
    {
        var all = definition.Root.Everything().ToList();
        if (all.Count(n => !n.IsGroup) > SegmentDefinition.MostConditions)
        {
            return [new FieldError("definition", "A segment has at most {0} conditions. Make a segment of a part of them and name that here.", SegmentDefinition.MostConditions)];
        }

        if (!definition.Root.IsGroup || Depth(definition.Root) > SegmentDefinition.MostDepth)
        {
            return [new FieldError("definition", "Groups lie at most {0} deep. Make a segment of the innermost group and name that here.", SegmentDefinition.MostDepth)];
        }

        var details = all.SelectMany(n => n.Details).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. all.Select((n, i) => (Node: n, Place: $"c{i}")).Where(n => !details.Contains(n.Node)).SelectMany(n => OfNode(n.Node, n.Place, catalogue))];
    }

    private static int Depth(SegmentNode node) => node.IsGroup ? 1 + node.Parts.Select(Depth).DefaultIfEmpty().Max() : 0;

    private static IEnumerable<FieldError> OfNode(SegmentNode node, string place, SegmentCatalogue catalogue)
    {
        if (node.IsGroup)
        {
            return [];
        }

        if (node.Segment is not null)
        {
            return node.Test is SegmentTest.Is or SegmentTest.IsNot ? [] : [new FieldError(place, "Choose whether the customer is in the segment or not.")];
        }

        if (node.Event is not null)
        {
            return catalogue.Event(node.Event) is { } happening ? OfEvent(happening, node, place) : [Unknown(place)];
        }

        return catalogue.Field(node.Field) is { } field ? OfField(field, node, place, false) : [Unknown(place)];
    }

    private static FieldError Unknown(string place) => new(place, "This asks for something that is not known any more. Take the condition out.");

    private static IEnumerable<FieldError> OfField(SegmentField field, SegmentNode node, string place, bool detail)
    {
        if (!SegmentCatalogue.TestsOf(field, detail).Contains(node.Test))
        {
            return [new FieldError(place, "This comparison does not fit. Choose another one.")];
        }

        return (field.Kind, node.Test) switch
        {
            (_, SegmentTest.Known or SegmentTest.Unknown) => [],
            (SegmentKind.Date, SegmentTest.LastDays or SegmentTest.LongerAgo or SegmentTest.NextDays) => Days(node.Values, place, node.Test == SegmentTest.LastDays ? 1 : 0),
            (SegmentKind.Date, _) => Dates(node, place),
            (SegmentKind.Flag, _) => node.Values is ["true"] or ["false"] ? [] : [new FieldError(place, "Choose yes or no.")],
            (SegmentKind.Percent, _) => Figures(node, place, v => decimal.TryParse(v, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var d) && Math.Abs(d) <= 1_000_000 ? d : null),
            (SegmentKind.Number or SegmentKind.Money, _) => Figures(node, place, Whole),
            _ => Choices(node, place),
        };
    }

    private static IEnumerable<FieldError> OfEvent(SegmentEvent happening, SegmentNode node, string place)
    {
        if (node.Test is not (SegmentTest.AtLeast or SegmentTest.AtMost or SegmentTest.Between or SegmentTest.Is) || (node.Measure == SegmentMeasure.Sum && happening.Amount is null))
        {
            yield return new FieldError(place, "This comparison does not fit. Choose another one.");
            yield break;
        }

        foreach (var error in Figures(node, place, Whole).Concat(OfPeriod(node.Period, place)))
        {
            yield return error;
        }

        if (node is { Measure: SegmentMeasure.Count, Test: SegmentTest.AtLeast or SegmentTest.Between, Values: [var least, ..] } && Whole(least) is < 1)
        {
            yield return new FieldError(place, "At least 0 times holds for everybody. Fill in 1 or more, or choose never.");
        }

        var known = happening.AllDetails;
        foreach (var detail in node.Details)
        {
            if (known.FirstOrDefault(d => d.Key == detail.Field) is not { } field)
            {
                yield return Unknown(place);
            }
            else
            {
                foreach (var error in OfField(field, detail, place, true))
                {
                    yield return error;
                }
            }
        }

        if (node.Details.All(d => known.Any(f => f.Key == d.Field)) && SegmentCatalogue.WithDetails(happening, node.Details) is null)
        {
            yield return new FieldError(place, "These details cannot be asked together. Take one of them out.");
        }
    }

    private static IEnumerable<FieldError> OfPeriod(SegmentPeriod? period, string place) => period switch
    {
        { LastDays: < 1 or > MostDays } or { NextDays: < 0 or > MostDays } => [new FieldError(place, "Fill in a number of days up to {0}.", MostDays)],
        { From: { } from, Until: { } until } when until < from => [new FieldError(place, "The last day lies before the first.")],
        _ => [],
    };

    private static IEnumerable<FieldError> Figures(SegmentNode node, string place, Func<string, decimal?> read)
    {
        var figures = node.Values.Select(read).ToList();
        return figures.Count != (node.Test == SegmentTest.Between ? 2 : 1) || figures.Contains(null) ? [new FieldError(place, "Fill in a number.")]
            : figures is [{ } low, { } high] && high < low ? [new FieldError(place, "The second number is lower than the first.")]
            : [];
    }

    private static decimal? Whole(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Math.Abs(whole) <= 1_000_000_000_000 ? whole : null;

    private static IEnumerable<FieldError> Days(IReadOnlyList<string> values, string place, int least) =>
        values is [var days] && int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= MostDays ? []
            : [new FieldError(place, "Fill in a number of days up to {0}.", MostDays)];

    private static IEnumerable<FieldError> Dates(SegmentNode node, string place)
    {
        var dates = node.Values.Select(v => DateOnly.TryParseExact(v, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null).ToList();
        return dates.Count != (node.Test == SegmentTest.Between ? 2 : 1) || dates.Contains(null) ? [new FieldError(place, "Fill in a date.")]
            : dates is [{ } first, { } last] && last < first ? [new FieldError(place, "The last day lies before the first.")]
            : [];
    }

    private static IEnumerable<FieldError> Choices(SegmentNode node, string place) =>
        node.Values.Count is 0 or > MostValues || node.Values.Any(v => string.IsNullOrWhiteSpace(v) || v.Length > MostText) || (node is { Test: SegmentTest.StartsWith or SegmentTest.Contains, Values.Count: > 1 })
            ? [new FieldError(place, "Choose or fill in at least one value.")] : [];
}
