using System.Globalization;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>Every trigger and step of a flow as a plain sentence, in the language of the reader.</summary>
public sealed class FlowWords(IStringLocalizerFactory factory, SegmentCatalogue catalogue, UiFormat format, FlowChoices choices, Dictionary<string, IReadOnlyDictionary<string, string>>? learned = null)
{
    private readonly IStringLocalizer texts = factory.Create(typeof(CampaignsFeature));
    private readonly IStringLocalizer states = factory.Create(typeof(LifecycleFeature));

    /// <summary>The same for conditions.</summary>
    public SegmentWords Conditions { get; } = new(catalogue, factory, format, choices.Names with { Segments = choices.Segments.DistinctBy(s => s.Id).ToDictionary(s => s.Id, s => s.Name) }, learned);

    /// <summary>What starts the campaign: "3 days after: Purchases".</summary>
    public string Trigger(FlowTrigger trigger, long? segment) => trigger.Kind switch
    {
        TriggerKind.Schedule => Schedule(trigger),
        TriggerKind.SegmentEntered => choices.Segment(segment) is { } name ? texts["When somebody comes into segment “{0}”", name] : texts["When somebody comes into the segment"],
        TriggerKind.StateEntered => texts["When somebody becomes: {0}", trigger.States.Count == 0 ? "…" : string.Join(texts[" or "], trigger.States.Select(s => states[StateWords.Name(s)].Value))],
        TriggerKind.Event => trigger.FirstOnly ? Around(trigger.OffsetDays, texts["{0}, for the first time", Happening(trigger.Event)]) : Around(trigger.OffsetDays, Happening(trigger.Event)),
        TriggerKind.Date => Around(trigger.OffsetDays, Happening(trigger.Event)),
        TriggerKind.SaleStart => Around(trigger.OffsetDays, trigger.SaleId is { } sale ? texts["sale “{0}” opens for the member's tier", choices.Sales.FirstOrDefault(s => s.Id == sale).Name ?? "…"] : texts["a sale opens for the member's tier"]),
    };

    /// <summary>What narrows the trigger; empty: nothing.</summary>
    public string TriggerDetail(FlowTrigger trigger) => trigger.Details.Count == 0 ? "" : Conditions.Say(SegmentNode.Times(trigger.Event, SegmentTest.AtLeast, 1, null, trigger.Details));

    /// <summary>The name of a happening, or of a day of the member's own.</summary>
    public string Happening(string key) => key switch
    {
        "" => "…",
        CampaignTriggers.Birthday => texts["the birthday"],
        CampaignTriggers.Joined => texts["the day of joining, every year"],
        _ => catalogue.Event(key) is { } happening ? Conditions.LabelOf(happening) : catalogue.Field(key) is { } field ? Conditions.LabelOf(field) : texts["something that is not known any more"],
    };

    /// <summary>What a step does, in a few words.</summary>
    public string Title(FlowStep step) => step switch
    {
        MessageStep m => Channel(m.Channel),
        OfferStep o => texts["Give a coupon: {0}", CampaignTexts.Coupon(texts, format, o.Terms.Kind, o.Terms.Value)],
        WaitStep w => w.Days == 1 ? texts["Wait 1 day"] : texts["Wait {0} days", w.Days],
        WaitUntilStep w => Awaited(w),
        ConditionStep c => c.Definition.Root.Everything().All(n => n.IsGroup) ? texts["Does something hold?"] : Sentence(Conditions.Say(c.Definition.Root)) + "?",
        SplitStep => texts["Divide by lot"],
        GiftStep g => g.ChancePercent < 100 ? texts["Surprise {0} in a hundred with {1} points", g.ChancePercent, UiFormat.Number(g.Points)] : texts["Give {0} points", UiFormat.Number(g.Points)],
        TaskStep t => t.Title.Length > 0 ? texts["Task for the store: {0}", t.Title] : texts["Task for the store"],
        HandOverStep h => texts["Hand over to {0}", choices.Programs.FirstOrDefault(p => p.Id == h.EndpointId).Name ?? "…"],
        _ => texts["It ends here"],
    };

    /// <summary>What stands below it: the subject, how long a coupon is good.</summary>
    public string Detail(FlowStep step) => step switch
    {
        MessageStep m => Message(m),
        OfferStep o => Terms(o.Terms),
        TaskStep t => texts["within {0} days", t.Days],
        _ => "",
    };

    /// <summary>The names of the branches, in the order in which they are drawn.</summary>
    public IReadOnlyList<string> Branches(FlowStep step) => step switch
    {
        SplitStep s => [.. s.Arms.Select(a => texts["{0} · {1} %", a.Name, a.Percent].Value)],
        WaitUntilStep or ConditionStep => [texts["Yes"], texts["No"]],
        _ => [],
    };

    /// <summary>The kind of a step, as the menu names it.</summary>
    public string Kind(StepKind kind) => kind switch
    {
        StepKind.Message => texts["Message"],
        StepKind.Offer => texts["Coupon"],
        StepKind.Wait => texts["Wait"],
        StepKind.WaitUntil => texts["Wait until"],
        StepKind.Condition => texts["Question"],
        StepKind.Split => texts["Split test"],
        StepKind.Gift => texts["Points as a gift"],
        StepKind.Task => texts["Task for the store"],
        StepKind.HandOver => texts["Hand over"],
        StepKind.End => texts["End of the way"],
    };

    public static StepKind KindOf(FlowStep step) => step switch
    {
        MessageStep => StepKind.Message,
        OfferStep => StepKind.Offer,
        WaitStep => StepKind.Wait,
        WaitUntilStep => StepKind.WaitUntil,
        ConditionStep => StepKind.Condition,
        SplitStep => StepKind.Split,
        GiftStep => StepKind.Gift,
        TaskStep => StepKind.Task,
        HandOverStep => StepKind.HandOver,
        _ => StepKind.End,
    };

    public static string Icon(FlowStep step) => step is MessageStep { Channel: var channel } ? Icon(channel) : Icon(KindOf(step));

    public static string Icon(StepKind kind) => kind switch
    {
        StepKind.Message => "mail",
        StepKind.Offer => "sell",
        StepKind.Wait => "hourglass_empty",
        StepKind.WaitUntil => "pending_actions",
        StepKind.Condition => "help",
        StepKind.Split => "call_split",
        StepKind.Gift => "redeem",
        StepKind.Task => "assignment",
        StepKind.HandOver => "output",
        StepKind.End => "stop_circle",
    };

    public static string Icon(MessageChannel channel) => channel switch
    {
        MessageChannel.Email => "mail",
        MessageChannel.Print => "local_post_office",
        MessageChannel.Till => "point_of_sale",
        MessageChannel.Site => "web",
    };

    public string Channel(MessageChannel channel) => CampaignTexts.Channel(texts, channel);

    private string Schedule(FlowTrigger trigger) => trigger.Schedule switch
    {
        TriggerSchedule.Once => trigger.On is { } on ? texts["Once, on {0}", UiFormat.Date(on)] : texts["Once, at the first run"],
        TriggerSchedule.Weekly => texts["Every week on {0}", CultureInfo.CurrentCulture.DateTimeFormat.GetDayName((DayOfWeek)(Math.Clamp(trigger.Day, 1, 7) % 7))],
        TriggerSchedule.Monthly => texts["Every month on day {0}", trigger.Day],
        _ => texts["Every day"],
    };

    private string Around(int days, string what) => days switch
    {
        0 => texts["On the day of: {0}", what],
        1 => texts["1 day after: {0}", what],
        -1 => texts["1 day before: {0}", what],
        > 0 => texts["{0} days after: {1}", days, what],
        _ => texts["{0} days before: {1}", -days, what],
    };

    private string Awaited(WaitUntilStep step) => step.Event switch
    {
        AwaitedEvent.Bought => texts["Does the customer buy within {0} days?", step.Days],
        AwaitedEvent.Clicked => texts["Does the customer follow a link within {0} days?", step.Days],
        AwaitedEvent.CouponUsed => texts["Does the customer use the coupon within {0} days?", step.Days],
        AwaitedEvent.AnsweredSurvey => texts["Does the customer answer a survey within {0} days?", step.Days],
    };

    private string Message(MessageStep message)
    {
        var text = message.Of(StudioLanguages.Current);
        var subject = text.Subject.Length > 0 ? texts["“{0}”", CampaignTexts.Plain(text.Subject)].Value : texts["no words yet"].Value;
        return message.Channel is MessageChannel.Till or MessageChannel.Site ? texts["{0}, for {1} days", subject, message.ShowDays] : text.OtherSubject.Length > 0 ? texts["{0} against {1}", subject, texts["“{0}”", CampaignTexts.Plain(text.OtherSubject)]] : subject;
    }

    private string Terms(OfferTerms terms)
    {
        List<string> parts = [texts["good for {0} days", terms.ValidDays]];
        parts.AddRange(terms.MinimumCents > 0 ? [texts["from {0}", format.Money(terms.MinimumCents)]] : []);
        parts.AddRange(terms.Product.Length > 0 ? [choices.Products.FirstOrDefault(p => p.Code == terms.Product).Name ?? terms.Product] : []);
        parts.AddRange(terms.Category.Length > 0 ? [terms.Category] : []);
        parts.AddRange(terms.ValueByTier.Select(t => $"{choices.Tiers.FirstOrDefault(c => c.Code == t.Key).Name ?? t.Key}: {CampaignTexts.Coupon(texts, format, terms.Kind, t.Value)}"));
        return string.Join(" · ", parts);
    }

    private static string Sentence(string words) => words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];
}
