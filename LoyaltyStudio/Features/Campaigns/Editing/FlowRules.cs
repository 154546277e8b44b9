using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>What must hold of a flow before it is kept. Errors name the step by its key and the field: s2.BodyNl; those of the trigger begin with Trigger.</summary>
public static class FlowRules
{
    public static IReadOnlyList<FieldError> Check(FlowDefinition flow, CampaignPurpose purpose)
    {
        var steps = flow.Everything().ToList();
        if (steps.Count == 0)
        {
            return [new FieldError("Flow", "Add at least one step.")];
        }

        if (steps.Count > FlowDefinition.MostSteps || Depth(flow.Steps) > FlowDefinition.MostDepth)
        {
            return [new FieldError("Flow", "A campaign has at most {0} steps, {1} branches deep.", FlowDefinition.MostSteps, FlowDefinition.MostDepth)];
        }

        if (steps.Any(s => s.Key.Length is 0 or > 20) || steps.DistinctBy(s => s.Key).Count() < steps.Count)
        {
            return [new FieldError("Flow", "Every step needs a key of its own.")];
        }

        return [.. OfTrigger(flow.Trigger), .. steps.SelectMany(s => OfStep(s, purpose)), .. CouponWay.Check(flow)];
    }

    private static int Depth(IEnumerable<FlowStep> steps) => 1 + steps.SelectMany(s => s.Branches).Select(Depth).DefaultIfEmpty(0).Max();

    private static IEnumerable<FieldError> OfTrigger(FlowTrigger trigger)
    {
        if (trigger.Kind == TriggerKind.Schedule && (trigger.Schedule == TriggerSchedule.Weekly ? trigger.Day is < 1 or > 7 : trigger.Schedule == TriggerSchedule.Monthly && trigger.Day is < 1 or > 31))
        {
            yield return new FieldError("Trigger.Day", "Choose a day of the week, or of the month.");
        }

        if (trigger.Kind == TriggerKind.StateEntered && trigger.States.Count == 0)
        {
            yield return new FieldError("Trigger.States", "Choose at least one state.");
        }

        if (trigger.Kind is TriggerKind.Event or TriggerKind.Date && trigger.Event.Length == 0)
        {
            yield return new FieldError("Trigger.Event", "Choose what starts the campaign.");
        }

        if (trigger.OffsetDays is < -365 or > 365 || (trigger.Kind == TriggerKind.Event && trigger.OffsetDays < 0))
        {
            yield return new FieldError("Trigger.OffsetDays", "At most 365 days before or after; after something that happens, not before it.");
        }
    }

    private static IEnumerable<FieldError> OfStep(FlowStep step, CampaignPurpose purpose)
    {
        var service = purpose == CampaignPurpose.Service;
        return step switch
        {
            MessageStep m => [.. OfText(m.Key, "nl", m.Nl, service), .. OfText(m.Key, "en", m.En, service), .. Where(m.ShowDays is < 1 or > 365, "ShowDays", "It is shown for 1 to 365 days.")],
            OfferStep o => OfTerms(o),
            WaitStep w => Where(w.Days is < 1 or > 365, "Days", "Waiting takes 1 to 365 days."),
            WaitUntilStep w => Where(w.Days is < 1 or > 365, "Days", "Waiting takes 1 to 365 days."),
            SplitStep s => Where(s.Arms.Count is < 2 or > 5 || s.Arms.Any(a => a.Percent < 1 || a.Name.Trim().Length is 0 or > 40) || s.Arms.Sum(a => a.Percent) != 100 || s.Arms.DistinctBy(a => a.Name.Trim()).Count() < s.Arms.Count,
                "Arms", "A test has 2 to 5 arms with names of their own, together 100 %."),
            GiftStep g => Where(g.Points is < 1 or > 1_000_000 || g.ChancePercent is < 1 or > 100, "Points", "Give at least 1 point, to 1 to 100 in a hundred members."),
            TaskStep t => Where(t.Title.Trim().Length is 0 or > 120 || t.Words.Length > 2_000 || t.Days is < 1 or > 90, "Title", "Say what is to be done in at most 120 characters, within 1 to 90 days."),
            HandOverStep h => Where(h.EndpointId <= 0, "EndpointId", "Choose the program that takes over."),
            _ => [],
        };

        IEnumerable<FieldError> Where(bool wrong, string field, string message) => wrong ? [new FieldError($"{step.Key}.{field}", message)] : [];
    }

    internal static IEnumerable<FieldError> OfText(string key, string language, MessageText text, bool service)
    {
        var suffix = language == "nl" ? "Nl" : "En";
        List<FieldError> errors = [.. MessageTemplate.Parse(language, text.Subject, text.Body, $"{key}.Subject{suffix}", $"{key}.Body{suffix}", service).Errors];
        if (text.OtherSubject.Length > 0)
        {
            errors.AddRange(MessageTemplate.Parse(language, text.OtherSubject, "-", $"{key}.OtherSubject{suffix}", $"{key}.Body{suffix}", service).Errors);
        }

        return errors;
    }

    private static IEnumerable<FieldError> OfTerms(OfferStep step)
    {
        var terms = step.Terms;
        var values = terms.ValueByTier.Values.Append(terms.Value);
        if (terms.Kind switch
        {
            CouponKind.Percent => values.Any(v => v is < 1 or > 100),
            CouponKind.Amount => values.Any(v => v is < 1 or > 100_000_00),
            CouponKind.Points => values.Any(v => v is < 1 or > 1_000_000),
            CouponKind.Product => values.Any(v => v is < 0 or > 100_000_00),
            CouponKind.Delivery => false,
        })
        {
            yield return new FieldError($"{step.Key}.Value", "The coupon is worth 1 to 100 %, or an amount above 0.");
        }

        if (terms.Kind == CouponKind.Product && terms.Product.Length == 0)
        {
            yield return new FieldError($"{step.Key}.Product", "Say which product the coupon is for.");
        }

        if (terms.ValidDays is < 1 or > 365)
        {
            yield return new FieldError($"{step.Key}.ValidDays", "The coupon is valid for 1 to 365 days.");
        }

        if (terms.MinimumCents < 0)
        {
            yield return new FieldError($"{step.Key}.MinimumCents", "The least amount is 0 or more.");
        }
    }
}
