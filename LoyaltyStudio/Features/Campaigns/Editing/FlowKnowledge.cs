using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>What a flow names must be known: happenings, conditions, sales and other programs. The names of the errors are those of <see cref="FlowRules"/>; those of a condition end with the place of the part: s3.Definition.c1.</summary>
public static class FlowKnowledge
{
    /// <summary>Names that no feature knows, and conditions that cannot be asked.</summary>
    public static IEnumerable<FieldError> Check(FlowDefinition flow, SegmentCatalogue catalogue) =>
        [.. OfTrigger(flow.Trigger, catalogue), .. flow.Everything().OfType<ConditionStep>().SelectMany(c => OfCondition(c, catalogue))];

    /// <summary>The days of a member's own that a campaign can look at: birthday, joined, a field with a day, a happening that lies ahead.</summary>
    public static bool KnowsDate(string key, SegmentCatalogue catalogue) => key is CampaignTriggers.Birthday or CampaignTriggers.Joined || catalogue.Field(key) is { Kind: SegmentKind.Date, Yearly: false } || catalogue.Event(key) is { Ahead: true };

    /// <summary>Rows that a flow names and that are gone.</summary>
    internal static async Task<IReadOnlyList<FieldError>> MissingAsync(StudioDb db, FlowDefinition flow, CancellationToken ct)
    {
        List<FieldError> errors = [];
        var hands = flow.Everything().OfType<HandOverStep>().ToList();
        var ids = hands.ConvertAll(h => h.EndpointId);
        var known = ids.Count == 0 ? [] : await db.Set<WebhookEndpoint>().Where(e => ids.Contains(e.Id)).Select(e => e.Id).ToListAsync(ct);
        errors.AddRange(hands.Where(h => !known.Contains(h.EndpointId)).Select(h => new FieldError($"{h.Key}.EndpointId", "This program is not known any more. Choose another one.")));
        if (flow.Trigger is { Kind: TriggerKind.SaleStart, SaleId: { } sale } && !await db.Set<Sale>().AnyAsync(s => s.Id == sale, ct))
        {
            errors.Add(new FieldError("Trigger.SaleId", "This sale does not exist any more. Choose another one."));
        }

        return errors;
    }

    private static IEnumerable<FieldError> OfTrigger(FlowTrigger trigger, SegmentCatalogue catalogue)
    {
        if (trigger.Event.Length == 0 || trigger.Kind is not (TriggerKind.Event or TriggerKind.Date))
        {
            yield break;
        }

        if (trigger.Kind == TriggerKind.Event ? catalogue.Event(trigger.Event) is null : !KnowsDate(trigger.Event, catalogue))
        {
            yield return new FieldError("Trigger.Event", "This is not known any more. Choose something else.");
        }
        else if (trigger.Details.Count > 0 && catalogue.Event(trigger.Event) is not null)
        {
            var asked = new SegmentDefinition(SegmentNode.All(SegmentNode.Times(trigger.Event, SegmentTest.AtLeast, 1, null, trigger.Details)));
            foreach (var error in SegmentRules.Check(asked, catalogue).DistinctBy(e => e.Message))
            {
                yield return error with { Field = "Trigger.Details" };
            }
        }
    }

    private static IEnumerable<FieldError> OfCondition(ConditionStep step, SegmentCatalogue catalogue) => step.Definition.Root.Everything().All(n => n.IsGroup)
        ? [new FieldError($"{step.Key}.Definition", "Say what has to hold of the customer.")]
        : SegmentRules.Check(step.Definition, catalogue).Select(e => e with { Field = e.Field.StartsWith('c') ? $"{step.Key}.Definition.{e.Field}" : $"{step.Key}.Definition" });
}
