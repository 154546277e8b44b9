using System.Globalization;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Tests.Features.Segments;

/// <summary>Definitions drawn from a seed: groups in groups over every field, event and detail, with values that lie on the limits of the population.</summary>
internal sealed class RandomDefinitions(int seed, SegmentCatalogue catalogue, IReadOnlyList<long> segments)
{
    private static readonly string[] Dates = ["2026-03-01", "2026-02-22", "2026-01-30", "2025-06-01", "2024-11-15"];
    private readonly Random random = new(seed);
    private readonly List<SegmentField> fields = [.. catalogue.Fields, SegmentCatalogue.AttributeField("tuin")];
    private readonly List<SegmentEvent> events = [.. catalogue.Events];

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    internal SegmentNode Tree(int depth = 0)
    {
        var parts = Enumerable.Range(0, random.Next(depth == 0 ? 1 : 0, 4)).Select(_ => depth < 3 && random.Next(4) == 0 ? Tree(depth + 1) : Condition()).ToList();
        return new SegmentNode { Match = Pick(Enum.GetValues<SegmentMatch>()), Parts = parts };
    }

    /// <summary>One condition on a field by its place in the list, so that every one of them has its turn.</summary>
    internal SegmentNode Every(int turn) => turn < fields.Count ? OfField(fields[turn], false) : OfEvent(events[(turn - fields.Count) % events.Count]);

    internal int Turns => fields.Count + events.Count;

    private SegmentNode Condition() => random.Next(10) switch
    {
        0 when segments.Count > 0 => SegmentNode.In(Pick(segments), random.Next(2) == 0),
        < 6 => OfField(Pick(fields), false),
        _ => OfEvent(Pick(events)),
    };

    private SegmentNode OfField(SegmentField field, bool detail)
    {
        var test = Pick(SegmentCatalogue.TestsOf(field, detail));
        return SegmentNode.Of(field.Key, test, ValuesOf(field, test));
    }

    private string[] ValuesOf(SegmentField field, SegmentTest test) => (field.Kind, test) switch
    {
        (_, SegmentTest.Known or SegmentTest.Unknown) => [],
        (SegmentKind.Flag, _) => [Pick(["true", "false"])],
        (SegmentKind.Date, SegmentTest.LastDays or SegmentTest.LongerAgo or SegmentTest.NextDays) => [Pick(["1", "7", "14", "30", "364", "365", test == SegmentTest.LastDays ? "8" : "0"])],
        (SegmentKind.Date, SegmentTest.Between) => [Dates[^1], Pick(Dates)],
        (SegmentKind.Date, _) => [Pick(Dates)],
        (SegmentKind.Percent, SegmentTest.Between) => [Pick(["0", "0.5", "36"]), Pick(["36", "70", "100"])],
        (SegmentKind.Percent, _) => [Pick(["0", "0.5", "36", "70", "100"])],
        (SegmentKind.Number or SegmentKind.Money, SegmentTest.Between) => [Pick(["-5", "0", "1"]), Pick(["2", "50", "5000"])],
        (SegmentKind.Number or SegmentKind.Money, _) => [Pick(["-5", "0", "1", "2", "3", "36", "100", "500", "4000", "8000"])],
        (SegmentKind.Text, SegmentTest.StartsWith or SegmentTest.Contains) => [Pick(["u", "UT", "%", "_", "3511", "b", "Z", "beurs", "j"])],
        (SegmentKind.Text, _) => Some(["Utrecht", "DEN BOSCH", "100% stad", "Nederland", "Beurs", "ja", "3511 AW", "zürich"]),
        _ => Some(field.Key switch
        {
            "store" or "campaign" => ["1", "2", "3"],
            "language" => ["nl", "en"],
            "birth_month" => ["02", "03", "12"],
            "status" => ["Active", "Cancelled"],
            "tier" => ["brons", "zilver", "goud"],
            "to" => ["brons", "zilver", "goud", .. InsightWorld.States],
            "state" or "from" => InsightWorld.States,
            "state.category" => SegmentWorld.Categories[..2],
            "channel" => ["Store", "Web", "Phone"],
            "payment" => SegmentWorld.Payments[..2],
            "category" => SegmentWorld.Categories[..2],
            "brand" => SegmentWorld.Brands,
            "product" => ["P1", "P2", "P3"],
            "kind" => [.. SegmentWorld.Kinds, .. InsightWorld.Promised],
            _ => throw new NotSupportedException($"Say in RandomDefinitions which values {field.Key} may have."),
        }),
    };

    private string[] Some(string[] values) => [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(values)).Distinct()];

    private SegmentNode OfEvent(SegmentEvent happening)
    {
        var sum = happening.Amount is not null && random.Next(2) == 0;
        var test = Pick([SegmentTest.AtLeast, SegmentTest.AtMost, SegmentTest.Is, SegmentTest.Between]);
        string[] values = (sum, test) switch
        {
            (true, SegmentTest.Between) => [Pick(["0", "1"]), Pick(["500", "5000"])],
            (true, _) => [Pick(["0", "20", "100", "500", "2500", "6000"])],
            (_, SegmentTest.Between) => ["1", Pick(["1", "2"])],
            (_, SegmentTest.AtLeast) => [Pick(["1", "2", "3"])],
            _ => [Pick(["0", "1", "2"])],
        };
        var period = random.Next(5) switch
        {
            0 => new SegmentPeriod(LastDays: Pick([1, 7, 30, 365])),
            1 => new SegmentPeriod(NextDays: Pick([0, 14, 30])),
            2 => new SegmentPeriod(From: DateOnly.Parse(Dates[^1], CultureInfo.InvariantCulture), Until: DateOnly.Parse(Pick(Dates), CultureInfo.InvariantCulture)),
            3 => new SegmentPeriod(From: DateOnly.Parse(Pick(Dates), CultureInfo.InvariantCulture)),
            _ => null,
        };
        var details = happening.AllDetails.Where(_ => random.Next(4) == 0).Select(d => OfField(d, true)).ToList();
        return new SegmentNode { Event = happening.Key, Measure = sum ? SegmentMeasure.Sum : SegmentMeasure.Count, Test = test, Values = values, Period = period, Details = details };
    }
}
