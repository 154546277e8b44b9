using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Campaigns.Model;

/// <summary>
/// What starts a campaign for a member. Schedule: a day of its calendar. SegmentEntered: the member came into the campaign's segment. StateEntered: a move of the lifecycle. Event: something that segments know
/// happened. Date: so many days before or after a day of the member's own. SaleStart: the day on which the member's tier may enter a planned sale.
/// </summary>
public enum TriggerKind { Schedule, SegmentEntered, StateEntered, Event, Date, SaleStart }

public enum TriggerSchedule { Once, Daily, Weekly, Monthly }

/// <summary>What starts a campaign; only the parts of its kind are filled.</summary>
public sealed record FlowTrigger(TriggerKind Kind)
{
    /// <summary>Of Schedule.</summary>
    public TriggerSchedule Schedule { get; init; } = TriggerSchedule.Daily;

    /// <summary>Of Schedule Once: the day; null: the first run.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Of Schedule Weekly: Monday is 1, Sunday 7. Of Monthly: the day of the month, the last day where the month is shorter.</summary>
    public int Day { get; init; } = 1;

    /// <summary>Of StateEntered: the states that the member came into.</summary>
    public IReadOnlyList<LifecycleState> States { get; init; } = [];

    /// <summary>Of Event: key of a happening that segments know (feedback.broken_promises). Of Date: birthday, joined, or the key of a happening that lies ahead (coupon.ending).</summary>
    public string Event { get; init; } = "";

    /// <summary>Of Event: conditions on the happening itself; all must hold.</summary>
    public IReadOnlyList<SegmentNode> Details { get; init; } = [];

    /// <summary>Of Event: only the first time ever that it happens to the member.</summary>
    public bool FirstOnly { get; init; }

    /// <summary>Of Event, Date and SaleStart: days after the day; below 0 before it.</summary>
    public int OffsetDays { get; init; }

    /// <summary>Of SaleStart: the sale; null: every sale.</summary>
    public long? SaleId { get; init; }

    public static FlowTrigger Daily { get; } = new(TriggerKind.Schedule);
}

/// <summary>Subject and body in one language; <paramref name="OtherSubject"/> makes it a subject test, half of the members each.</summary>
public sealed record MessageText(string Subject, string Body, string OtherSubject = "");

/// <summary>Where a message appears. Email and Print leave the house; Till and Site are shown when the member is there.</summary>
public enum MessageChannel { Email, Print, Till, Site }

/// <summary>One step of a flow. Its key never changes, so that what happened stays tied to it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MessageStep), "message")]
[JsonDerivedType(typeof(OfferStep), "offer")]
[JsonDerivedType(typeof(WaitStep), "wait")]
[JsonDerivedType(typeof(WaitUntilStep), "waitUntil")]
[JsonDerivedType(typeof(ConditionStep), "condition")]
[JsonDerivedType(typeof(SplitStep), "split")]
[JsonDerivedType(typeof(GiftStep), "gift")]
[JsonDerivedType(typeof(TaskStep), "task")]
[JsonDerivedType(typeof(HandOverStep), "handOver")]
[JsonDerivedType(typeof(EndStep), "end")]
public abstract record FlowStep
{
    /// <summary>s1, s2 …; unique within the flow.</summary>
    public string Key { get; init; } = "";

    /// <summary>What comes out of this step besides going on to the next: arms and branches, in the order in which they are drawn.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<IReadOnlyList<FlowStep>> Branches => [];
}

/// <summary>A message in the member's language.</summary>
public sealed record MessageStep : FlowStep
{
    public MessageChannel Channel { get; init; }
    public required MessageText Nl { get; init; }
    public required MessageText En { get; init; }

    /// <summary>Of Till and Site: how long it is shown.</summary>
    public int ShowDays { get; init; } = 30;

    public MessageText Of(string language) => language == "nl" ? Nl : En;
}

/// <summary>A coupon of the member's own, which messages after it carry.</summary>
public sealed record OfferStep : FlowStep
{
    public required OfferTerms Terms { get; init; }
}

/// <summary>Goes on after so many days, at the hour of the run.</summary>
public sealed record WaitStep : FlowStep
{
    public int Days { get; init; } = 1;
}

/// <summary>What a journey waits for.</summary>
public enum AwaitedEvent { Bought, Clicked, CouponUsed, AnsweredSurvey }

/// <summary>Goes on along Happened as soon as it happens, or along Not after so many days.</summary>
public sealed record WaitUntilStep : FlowStep
{
    public AwaitedEvent Event { get; init; }
    public int Days { get; init; } = 7;
    public IReadOnlyList<FlowStep> Happened { get; init; } = [];
    public IReadOnlyList<FlowStep> Not { get; init; } = [];

    [JsonIgnore]
    public override IReadOnlyList<IReadOnlyList<FlowStep>> Branches => [Happened, Not];
}

/// <summary>Whoever meets the conditions of a segment goes along Yes, the others along No.</summary>
public sealed record ConditionStep : FlowStep
{
    public SegmentDefinition Definition { get; init; } = SegmentDefinition.Everybody;
    public IReadOnlyList<FlowStep> Yes { get; init; } = [];
    public IReadOnlyList<FlowStep> No { get; init; } = [];

    [JsonIgnore]
    public override IReadOnlyList<IReadOnlyList<FlowStep>> Branches => [Yes, No];
}

/// <summary>One arm of a split test; percents of all arms come to 100.</summary>
public sealed record SplitArm(string Name, int Percent, IReadOnlyList<FlowStep> Steps);

/// <summary>Divides members by lot, to see what works better. The draw is sticky, as that of the control group.</summary>
public sealed record SplitStep : FlowStep
{
    public IReadOnlyList<SplitArm> Arms { get; init; } = [];

    [JsonIgnore]
    public override IReadOnlyList<IReadOnlyList<FlowStep>> Branches => [.. Arms.Select(a => a.Steps)];
}

/// <summary>Points as a gift. Chance below 100 makes it a surprise: so many in a hundred get it, by lot.</summary>
public sealed record GiftStep : FlowStep
{
    public int Points { get; init; }
    public int ChancePercent { get; init; } = 100;
}

/// <summary>Something for a colleague of the member's home store to do, such as a call; without a home store any store with the right may.</summary>
public sealed record TaskStep : FlowStep
{
    public string Title { get; init; } = "";
    public string Words { get; init; } = "";
    public int Days { get; init; } = 3;
}

/// <summary>Hands the member over to another program, by the name of the address under which it listens.</summary>
public sealed record HandOverStep : FlowStep
{
    public long EndpointId { get; init; }
}

/// <summary>The journey ends here, also in the middle of a branch.</summary>
public sealed record EndStep : FlowStep;

/// <summary>What a campaign does: what starts it for a member, and the steps that follow.</summary>
/// <param name="Form">Version of this form.</param>
public sealed record FlowDefinition(FlowTrigger Trigger, IReadOnlyList<FlowStep> Steps, int Form = FlowDefinition.Newest)
{
    public const int Newest = 1;
    public const int MostSteps = 60;
    public const int MostDepth = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">The text is no flow.</exception>
    public static FlowDefinition Parse(string json) => JsonSerializer.Deserialize<FlowDefinition>(json, Json) ?? throw new JsonException("The flow is empty.");

    /// <summary>Every step, in the order in which it is drawn.</summary>
    public IEnumerable<FlowStep> Everything() => Walk(Steps);

    public FlowStep? Find(string key) => Everything().FirstOrDefault(s => s.Key == key);

    private static IEnumerable<FlowStep> Walk(IEnumerable<FlowStep> steps) => steps.SelectMany(s => s.Branches.SelectMany(Walk).Prepend(s));
}
