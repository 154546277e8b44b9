using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>A member on the way through a flow, with what the steps have to know.</summary>
internal sealed class Traveller(Journey journey, FlowPerson person)
{
    internal Journey Journey => journey;
    internal FlowPerson Person => person;
    internal bool Moves { get; set; } = true;
}

/// <summary>What steps know of a member.</summary>
internal sealed record FlowPerson(long MemberId, string PersonKey, string Name, string Email, string Language, bool Active, bool MailConsent, bool HasAddress, long? HomeStoreId, string Tier);

/// <summary>What holds of everybody during one run of one campaign: rules of the day, and who may not be reached now.</summary>
internal sealed record FlowDay(Campaign Campaign, FlowMap Map, OrganisationInfo Organisation, ContactSetting Rules, DateOnly AsOf, DateTime Now, IReadOnlyDictionary<string, Offer> Offers, MemberSet Complaining,
    MemberSet CappedMail, MemberSet CappedPrint, MemberSet PostConsent, MemberSet HeldOut, Purse Purse, long HundredPointsCents, string LowestTier)
{
    internal bool Promotion => Campaign.Purpose == CampaignPurpose.Promotion;

    /// <summary>The most that one member can cost on the day of entry: the dearest way up to the first wait, thousandths of a cent, at least 1.</summary>
    internal long EntryMillicents { get; } = Math.Max(1, DearestOf(Map.Flow.Steps, Rules, HundredPointsCents).Cost);

    /// <summary>What a message of a channel costs.</summary>
    internal long CostOf(MessageChannel channel) => CostOf(Rules, channel);

    private static long CostOf(ContactSetting rules, MessageChannel channel) => channel switch { MessageChannel.Email => rules.MailCostMillicents, MessageChannel.Print => rules.PrintCostCents * 1_000L, _ => 0 };

    /// <returns>And whether somebody comes out at the end on the same day.</returns>
    private static (long Cost, bool GoesOn) DearestOf(IReadOnlyList<FlowStep> steps, ContactSetting rules, long hundredPoints)
    {
        var cost = 0L;
        foreach (var step in steps)
        {
            cost += step switch { MessageStep m => CostOf(rules, m.Channel), GiftStep g => g.Points * hundredPoints * 10, _ => 0 };
            if (step is WaitStep or WaitUntilStep or EndStep)
            {
                return (cost, false);
            }

            var ways = step.Branches.Select(b => DearestOf(b, rules, hundredPoints)).ToList();
            cost += ways.Select(w => w.Cost).DefaultIfEmpty(0).Max();
            if (ways.Count > 0 && !ways.Exists(w => w.GoesOn))
            {
                return (cost, false);
            }
        }

        return (cost, true);
    }

    /// <summary>The first moment of a day of the organisation's zone (UTC).</summary>
    internal DateTime Begin(DateOnly day) => Organisation.Calendar.ToUtc(day.ToDateTime(TimeOnly.MinValue));
}

/// <summary>What is left of a campaign's budget, in thousandths of a cent.</summary>
internal sealed class Purse(long? left)
{
    private long? left = left;

    internal bool Has(long millicents) => left is not { } l || l >= millicents;

    internal bool Take(long millicents)
    {
        if (!Has(millicents))
        {
            return false;
        }

        left -= millicents;
        return true;
    }
}

/// <summary>
/// Moves members through the steps of a flow until each waits, ends or stops, and gathers what the steps do. Nothing is written here: the caller writes journeys and effects in one transaction, so that a step happens
/// once whatever crashes.
/// </summary>
internal sealed class FlowRunner(FlowDay day, FlowAnswers answers, FlowEffects effects)
{
    /// <summary>A promotion that may not go out now is tried on the following days, so long; then the way goes on without it.</summary>
    internal const int PatienceDays = 7;

    /// <summary>A way stands still while a complaint is open, so long; then it stops.</summary>
    internal const int ComplaintDays = 60;

    internal FlowEffects Effects => effects;

    internal async Task MoveAsync(IReadOnlyList<Traveller> travellers, CancellationToken ct)
    {
        for (var moving = travellers.ToList(); moving.Count > 0; moving = moving.FindAll(t => t.Moves))
        {
            foreach (var group in moving.GroupBy(t => t.Journey.Step))
            {
                List<Traveller> here = [.. group];
                if (group.Key.Length == 0)
                {
                    here.ForEach(t => End(t, JourneyState.Done));
                }
                else if (day.Map[group.Key] is not { } step)
                {
                    here.ForEach(t => End(t, JourneyState.Stopped, "step_removed"));
                }
                else
                {
                    here.FindAll(t => !t.Person.Active).ForEach(t => End(t, JourneyState.Stopped, "not_active"));
                    await StepAsync(step, here.FindAll(t => t.Moves), ct);
                }
            }
        }
    }

    private async Task StepAsync(FlowStep step, List<Traveller> here, CancellationToken ct)
    {
        switch (step)
        {
            case MessageStep message:
                here.ForEach(t => Message(message, t));
                break;
            case OfferStep offer:
                here.ForEach(t => Give(offer, t));
                break;
            case WaitStep wait:
                here.ForEach(t => Wait(t, wait.Days));
                break;
            case WaitUntilStep until:
                var happened = await answers.HappenedAsync(until.Event, here, ct);
                here.ForEach(t => Await(until, t, happened.Contains(t.Person.MemberId)));
                break;
            case ConditionStep condition:
                var fits = await answers.FitsAsync(condition, ct);
                here.ForEach(t => Go(t, day.Map.Into(condition, fits.Contains(t.Person.MemberId) ? condition.Yes : condition.No)));
                break;
            case SplitStep split:
                here.ForEach(t => Split(split, t));
                break;
            case GiftStep gift:
                here.ForEach(t => Gift(gift, t));
                break;
            case TaskStep task:
                here.ForEach(t => Task(task, t));
                break;
            case HandOverStep handOver:
                here.ForEach(t => HandOver(handOver, t));
                break;
            default:
                here.ForEach(t => End(t, JourneyState.Done));
                break;
        }
    }

    private static void End(Traveller t, JourneyState state, string reason = "")
    {
        (t.Journey.State, t.Journey.Step, t.Journey.Reason, t.Moves) = (state, "", reason, false);
    }

    private void Next(Traveller t, FlowStep step) => Go(t, day.Map.After(step.Key));

    private void Go(Traveller t, string key) => (t.Journey.Step, t.Journey.SinceAt) = (key, day.Now);

    private void Wait(Traveller t, int days)
    {
        Next(t, day.Map[t.Journey.Step]!);
        Rest(t, days);
        t.Journey.SinceAt = t.Journey.DueAt;
    }

    private void Rest(Traveller t, int days) => (t.Journey.DueAt, t.Moves) = (day.Begin(day.AsOf.AddDays(days)), false);

    private DateOnly SinceOf(Traveller t) => day.Organisation.Calendar.DateOf(t.Journey.SinceAt);

    private void Await(WaitUntilStep step, Traveller t, bool happened)
    {
        if (happened || SinceOf(t).AddDays(step.Days) <= day.AsOf)
        {
            Go(t, day.Map.Into(step, happened ? step.Happened : step.Not));
        }
        else
        {
            Rest(t, 1);
        }
    }

    private void Split(SplitStep step, Traveller t)
    {
        var arm = AssignmentPolicy.ArmOf($"{day.Campaign.Salt}:{step.Key}", t.Person.PersonKey, [.. step.Arms.Select(a => a.Percent)]);
        Effects.Add(Contact(step, t, "split") with { Variant = step.Arms[arm].Name });
        Go(t, day.Map.Into(step, step.Arms[arm].Steps));
    }

    private void Give(OfferStep step, Traveller t)
    {
        var value = step.Terms.ValueFor(t.Person.Tier.Length > 0 ? t.Person.Tier : day.LowestTier);
        Effects.Add(new CouponDraft(t, step.Key, day.Offers[step.Key].Id, step.Terms.Kind, value, day.AsOf.AddDays(step.Terms.ValidDays), day.Campaign.Edition));
        Next(t, step);
    }

    private void Gift(GiftStep step, Traveller t)
    {
        var draft = Contact(step, t, "gift");
        var drawn = AssignmentPolicy.ArmOf($"{day.Campaign.Salt}:{step.Key}:{t.Journey.EnteredOn:yyyyMMdd}", t.Person.PersonKey, [step.ChancePercent, 100 - step.ChancePercent]) == 0;
        Effects.Add(!drawn ? draft with { Skipped = "not_drawn" } : day.Purse.Take(step.Points * day.HundredPointsCents * 10) ? draft with { Amount = step.Points } : draft with { Skipped = "no_budget" });
        Next(t, step);
    }

    private void Task(TaskStep step, Traveller t)
    {
        Effects.Add(Contact(step, t, "task") with { Step = step });
        Next(t, step);
    }

    private void HandOver(HandOverStep step, Traveller t)
    {
        Effects.Add(Contact(step, t, "handOver") with { Step = step, Skipped = day.Promotion && day.HeldOut.Contains(t.Person.MemberId) ? "global_holdout" : "" });
        Next(t, step);
    }

    private void Message(MessageStep step, Traveller t)
    {
        var draft = Contact(step, t, "message") with { Step = step, Channel = step.Channel, Variant = VariantOf(step, t) };
        if (Unreachable(step.Channel, t) is { } why)
        {
            Effects.Add(draft with { Skipped = why });
        }
        else if (day.Promotion && day.HeldOut.Contains(t.Person.MemberId))
        {
            Effects.Add(draft with { Skipped = "global_holdout" });
        }
        else if (day.Promotion && Waits(step.Channel, t) is { } later)
        {
            if (SinceOf(t).AddDays(later == "open_complaint" ? ComplaintDays : PatienceDays) > day.AsOf)
            {
                Rest(t, 1);
                return;
            }

            Effects.Add(draft with { Skipped = later });
            if (later == "open_complaint")
            {
                End(t, JourneyState.Stopped, later);
                return;
            }
        }
        else if (!day.Purse.Take(day.CostOf(step.Channel)))
        {
            Effects.Add(draft with { Skipped = "no_budget" });
        }
        else
        {
            Effects.Add(draft);
        }

        Next(t, step);
    }

    private string VariantOf(MessageStep step, Traveller t) => step.Of(t.Person.Language).OtherSubject.Length == 0 ? ""
        : AssignmentPolicy.ArmOf($"{day.Campaign.Salt}:{step.Key}:subject", t.Person.PersonKey, [50, 50]) == 0 ? "A" : "B";

    private string? Unreachable(MessageChannel channel, Traveller t) => channel switch
    {
        MessageChannel.Email => t.Person.Email.Length == 0 ? "no_email" : day.Promotion && !t.Person.MailConsent ? "no_consent" : null,
        MessageChannel.Print => !t.Person.HasAddress ? "no_address" : day.Promotion && !day.PostConsent.Contains(t.Person.MemberId) ? "no_consent" : null,
        _ => null,
    };

    private string? Waits(MessageChannel channel, Traveller t) => day.Complaining.Contains(t.Person.MemberId) ? "open_complaint"
        : (channel == MessageChannel.Email && day.CappedMail.Contains(t.Person.MemberId)) || (channel == MessageChannel.Print && day.CappedPrint.Contains(t.Person.MemberId)) ? "capped" : null;

    private ContactDraft Contact(FlowStep step, Traveller t, string kind) => new(t, step.Key, kind, day.Campaign.Edition);
}
