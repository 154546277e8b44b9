using System.Globalization;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Short words to write a flow with; the keys are given at the end, in the order of drawing.</summary>
internal static class RecipeFlow
{
    internal static MessageStep Mail(string subjectNl, string bodyNl, string subjectEn, string bodyEn) => new() { Nl = new(subjectNl, bodyNl), En = new(subjectEn, bodyEn) };

    /// <summary>What the till shows to the colleague when the member is there.</summary>
    internal static MessageStep Till(int days, string subjectNl, string bodyNl, string subjectEn, string bodyEn) => Mail(subjectNl, bodyNl, subjectEn, bodyEn) with { Channel = MessageChannel.Till, ShowDays = days };

    internal static OfferStep Percent(int percent, int days) => new() { Terms = new OfferTerms(CouponKind.Percent, percent, days) };

    internal static OfferStep Off(int cents, int minimumCents, int days) => new() { Terms = new OfferTerms(CouponKind.Amount, cents, days) { MinimumCents = minimumCents } };

    internal static WaitStep Wait(int days) => new() { Days = days };

    internal static WaitUntilStep Bought(int days, IReadOnlyList<FlowStep> bought, IReadOnlyList<FlowStep> not) => new() { Event = AwaitedEvent.Bought, Days = days, Happened = bought, Not = not };

    internal static ConditionStep If(SegmentNode what, IReadOnlyList<FlowStep> yes, IReadOnlyList<FlowStep> no) => new() { Definition = new(SegmentNode.All(what)), Yes = yes, No = no };

    internal static GiftStep Gift(int points, int chance = 100) => new() { Points = points, ChancePercent = chance };

    /// <summary>A task; the words are in the language of the shop, which is Dutch where nobody said otherwise.</summary>
    internal static TaskStep Call(string title, string words, int days) => new() { Title = title, Words = words, Days = days };

    internal static FlowTrigger On(string happening, int after = 0, bool first = false, params IReadOnlyList<SegmentNode> details) => new(TriggerKind.Event) { Event = happening, OffsetDays = after, FirstOnly = first, Details = details };

    internal static FlowTrigger Day(string date, int after = 0) => new(TriggerKind.Date) { Event = date, OffsetDays = after };

    /// <summary>The flow of a draft, with keys s1, s2 … in the order of drawing.</summary>
    internal static CampaignDraft Does(this CampaignDraft draft, FlowTrigger trigger, params IReadOnlyList<FlowStep> steps)
    {
        var number = 0;
        return draft with { Flow = new FlowDefinition(trigger, Number(steps)) };

        IReadOnlyList<FlowStep> Number(IReadOnlyList<FlowStep> list)
        {
            List<FlowStep> keyed = [];
            foreach (var step in list)
            {
                var own = step with { Key = "s" + (++number).ToString(CultureInfo.InvariantCulture) };
                keyed.Add(own.Branches.Count == 0 ? own : FlowEdit.WithBranches(own, [.. own.Branches.Select(Number)]));
            }

            return keyed;
        }
    }
}
