using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Segments.Editing;

/// <summary>Segments that are ready on the first day, to use and to learn from.</summary>
internal static class StarterSegments
{
    internal static IReadOnlyList<SegmentDraft> Of(string language)
    {
        string Say(string dutch, string english) => language == "nl" ? dutch : english;
        var year = new SegmentPeriod(LastDays: 365);
        return
        [
            Make(Say("Goud zonder aankoop dit kwartaal", "Gold without a purchase this quarter"), Say("Je beste klanten die even niet kwamen", "Your best customers who stayed away for a while"),
                SegmentNode.Of("tier", SegmentTest.Is, "goud"), SegmentNode.Of("purchases.last", SegmentTest.LongerAgo, "90")),
            Make(Say("Jarig in de komende 14 dagen", "Birthday within 14 days"), Say("Met toestemming voor e-mail", "With consent for e-mail"),
                SegmentNode.Of("birthday", SegmentTest.NextDays, "14"), SegmentNode.Of("consent.email", SegmentTest.Is, "true")),
            Make(Say("Nieuw, nog één aankoop", "New, one purchase so far"), Say("Een tweede aankoop maakt ze vaste klant", "A second purchase makes them regulars"),
                SegmentNode.Of("enrolled", SegmentTest.LastDays, "90"), SegmentNode.Times("purchase", SegmentTest.Is, 1)),
            Make(Say("Alleen online", "Online only"), Say("Kochten het afgelopen jaar in de webshop en nooit in een winkel", "Bought in the web shop last year and never in a store"),
                SegmentNode.Times("purchase", SegmentTest.AtLeast, 1, year, SegmentNode.Of("channel", SegmentTest.Is, "Web")), SegmentNode.Times("purchase", SegmentTest.Is, 0, null, SegmentNode.Of("channel", SegmentTest.Is, "Store"))),
            Make(Say("Net verhuisd", "Just moved"), Say("Een ander adres in de laatste 60 dagen", "Another address in the last 60 days"), SegmentNode.Of("moved", SegmentTest.LastDays, "60")),
            Make(Say("Punten die bijna verlopen", "Points about to end"), Say("Minstens 50 punten in de komende 30 dagen", "At least 50 points in the coming 30 days"),
                new SegmentNode { Event = "points.ending", Measure = SegmentMeasure.Sum, Test = SegmentTest.AtLeast, Values = ["50"], Period = new SegmentPeriod(NextDays: 30) }),
            Make(Say("Cheque nog niet gebruikt", "Cheque not used yet"), Say("Open waardecheques van minstens € 5", "Open cheques of at least € 5"), SegmentNode.Of("cheques.open", SegmentTest.AtLeast, "500")),
            Make(Say("Trouwe koper die wegblijft", "Loyal buyer who stays away"), Say("Kwam vaak en is lang niet geweest: hoog op frequentie, laag op recentheid", "Came often, not lately: high frequency, low recency"),
                SegmentNode.Of("rfm.frequency", SegmentTest.AtLeast, "4"), SegmentNode.Of("rfm.recency", SegmentTest.AtMost, "2")),
        ];
    }

    /// <summary>Buyers of a category, twice or more in a year.</summary>
    internal static SegmentDraft LoversOf(string name, string about, string category, int times) =>
        Make(name, about, SegmentNode.Times("purchase", SegmentTest.AtLeast, times, new SegmentPeriod(LastDays: 365), SegmentNode.Of("category", SegmentTest.Is, category)));

    private static SegmentDraft Make(string name, string about, params IReadOnlyList<SegmentNode> parts) => SegmentDraft.New with { Name = name, Description = about, Definition = new SegmentDefinition(SegmentNode.All(parts)) };
}

/// <summary>Part of the set-up: the starter segments, counted by the first night.</summary>
internal sealed class SegmentsSetUp(TimeProvider clock) : ISetUpStep
{
    public int Order => 30;

    public async Task RunAsync(StudioDb db, SetUpChoices choices, Actor actor, CancellationToken ct)
    {
        if (choices.Programme == ProgrammeStart.None)
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var draft in StarterSegments.Of(choices.Language))
        {
            db.Add(new Segment
            {
                Code = await SaveSegment.CodeAsync(db, draft.Name, ct), Name = draft.Name, Description = draft.Description, Definition = draft.Definition.ToJson(), Author = actor.Stamp, CreatedAt = now, ChangedAt = now,
            });
        }

        await db.SaveChangesAsync(ct);
    }
}
