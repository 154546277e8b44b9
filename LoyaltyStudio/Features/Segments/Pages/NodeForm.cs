using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Segments.Pages;

public enum PeriodKind { Ever, LastDays, NextDays, Dates }

/// <summary>A node of a definition while somebody edits it: the same as <see cref="SegmentNode"/>, but changeable.</summary>
public sealed class NodeForm
{
    public SegmentMatch? Match { get; set; }
    public List<NodeForm> Parts { get; private init; } = [];
    public string? Field { get; init; }
    public string? Event { get; init; }
    public long? Segment { get; init; }
    public SegmentMeasure Measure { get; set; }
    public SegmentTest Test { get; set; }
    public List<string> Values { get; private set; } = [];
    public List<NodeForm> Details { get; private init; } = [];
    public PeriodKind Period { get; set; }
    public int Days { get; set; } = 90;
    public DateOnly? From { get; set; }
    public DateOnly? Until { get; set; }

    /// <summary>True while its editor is open.</summary>
    public bool Open { get; set; }

    public bool IsGroup => Match is not null;

    public static NodeForm Of(SegmentNode n) => new()
    {
        Match = n.Match, Parts = [.. n.Parts.Select(Of)], Field = n.Field, Event = n.Event, Segment = n.Segment, Measure = n.Measure, Test = n.Test, Values = [.. n.Values], Details = [.. n.Details.Select(Of)],
        Period = n.Period switch { null or { IsEver: true } => PeriodKind.Ever, { LastDays: not null } => PeriodKind.LastDays, { NextDays: not null } => PeriodKind.NextDays, _ => PeriodKind.Dates },
        Days = n.Period?.LastDays ?? n.Period?.NextDays ?? 90, From = n.Period?.From, Until = n.Period?.Until,
    };

    public SegmentNode ToNode() => new()
    {
        Match = Match, Parts = [.. Parts.Select(p => p.ToNode())], Field = Field, Event = Event, Segment = Segment, Measure = Measure, Test = Test, Values = [.. Values], Details = [.. Details.Select(d => d.ToNode())],
        Period = Period switch
        {
            PeriodKind.LastDays => new SegmentPeriod(LastDays: Days),
            PeriodKind.NextDays => new SegmentPeriod(NextDays: Days),
            PeriodKind.Dates => new SegmentPeriod(From: From, Until: Until),
            _ => null,
        },
    };

    public static NodeForm NewField(SegmentField field, bool detail = false)
    {
        var node = new NodeForm { Field = field.Key, Open = true };
        node.Choose(field, SegmentCatalogue.TestsOf(field, detail)[0]);
        return node;
    }

    public static NodeForm NewEvent(SegmentEvent happening) => new()
    {
        Event = happening.Key, Test = SegmentTest.AtLeast, Values = ["1"], Open = true, Period = happening.Ahead ? PeriodKind.NextDays : PeriodKind.LastDays, Days = happening.Ahead ? 30 : 365,
    };

    public static NodeForm NewSegment(long id) => new() { Segment = id, Open = true };

    public static NodeForm NewGroup() => new() { Match = SegmentMatch.Any };

    /// <summary>Another comparison, with values that make sense to begin with.</summary>
    public void Choose(SegmentField field, SegmentTest test)
    {
        var days = field.Kind == SegmentKind.Date && test is SegmentTest.LastDays or SegmentTest.LongerAgo or SegmentTest.NextDays;
        Test = test;
        Values = (field.Kind, test) switch
        {
            (_, SegmentTest.Known or SegmentTest.Unknown) => [],
            (SegmentKind.Flag, _) => ["true"],
            (SegmentKind.Date, _) when days => [test == SegmentTest.NextDays ? "14" : "90"],
            (SegmentKind.Date, SegmentTest.Between) => ["", ""],
            (SegmentKind.Date, _) => [""],
            (SegmentKind.Choice or SegmentKind.Text, _) => [],
            (_, SegmentTest.Between) => ["1", "100"],
            (SegmentKind.Money, _) => ["10000"],
            _ => ["1"],
        };
    }

    /// <summary>Sets the value in a place.</summary>
    public void Put(int place, string value)
    {
        while (Values.Count <= place)
        {
            Values.Add("");
        }

        Values[place] = value;
    }

    /// <summary>Another comparison of a count or sum.</summary>
    public void Compare(SegmentTest test)
    {
        Test = test;
        Values = test == SegmentTest.Between ? [Values.Count > 0 ? Values[0] : "1", Values.Count > 1 ? Values[1] : "10"] : [Values.Count > 0 && Values[0].Length > 0 ? Values[0] : "1"];
    }
}
