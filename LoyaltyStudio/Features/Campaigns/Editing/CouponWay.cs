using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>Follows every way through a flow: a message that shows a coupon needs an offer before it on each way that leads to it, or some members would read an empty place.</summary>
internal static partial class CouponWay
{
    internal static IEnumerable<FieldError> Check(FlowDefinition flow)
    {
        List<FieldError> errors = [];
        Walk(flow.Steps, false, errors);
        return errors;
    }

    /// <returns>Whether everybody who comes out at the end has a coupon; null where nobody comes out.</returns>
    private static bool? Walk(IReadOnlyList<FlowStep> steps, bool has, List<FieldError> errors)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case EndStep:
                    return null;
                case OfferStep:
                    has = true;
                    break;
                case MessageStep message when !has:
                    errors.AddRange(OfMessage(message));
                    break;
            }

            if (step.Branches.Count > 0)
            {
                var ways = step.Branches.Select(b => Walk(b, has, errors)).OfType<bool>().ToList();
                if (ways.Count == 0)
                {
                    return null;
                }

                has = ways.TrueForAll(w => w);
            }
        }

        return has;
    }

    private static IEnumerable<FieldError> OfMessage(MessageStep message)
    {
        foreach (var (text, suffix) in new[] { (message.Nl, "Nl"), (message.En, "En") })
        {
            foreach (var (words, field) in new[] { (text.Subject + text.OtherSubject, "Subject"), (text.Body, "Body") })
            {
                if (Field().Matches(words).Any(m => MergeField.Find(m.Groups[1].Value) is MergeField.CouponCode or MergeField.CouponValue or MergeField.ValidUntil))
                {
                    yield return new FieldError($"{message.Key}.{field}{suffix}", "This shows a coupon, but not everybody who gets here has one. Put an offer before it.");
                }
            }
        }
    }

    [GeneratedRegex(@"\{\{[ ]?([a-z0-9_]{1,40})[ ]?\}\}")]
    private static partial Regex Field();
}
