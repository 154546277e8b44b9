using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>A campaign as somebody edits it.</summary>
public sealed record CampaignDraft
{
    public long? Id { get; init; }
    public int RowVersion { get; init; }
    public string Name { get; init; } = "";
    public CampaignPurpose Purpose { get; init; }
    public string Recipe { get; init; } = "";
    public FlowDefinition Flow { get; init; } = new(FlowTrigger.Daily, []);

    /// <summary>The segment that it is for; null: everybody.</summary>
    public long? SegmentId { get; init; }
    public long? ExceptSegmentId { get; init; }

    /// <summary>Only who bought nothing for so many days; null: whoever.</summary>
    public int? DaysWithoutPurchase { get; init; }
    public int Priority { get; init; } = 50;
    public int ExpectedValueCents { get; init; }
    public bool Exclusive { get; init; }
    public int? ReEntryDays { get; init; }
    public int HoldoutPercent { get; init; } = 10;
    public int CoolDownDays { get; init; } = 14;
    public int MeasureDays { get; init; } = 60;
    public BudgetKind BudgetKind { get; init; }
    public long? BudgetCents { get; init; }
    public long FixedCostCents { get; init; }
    public DateOnly? StartOn { get; init; }
    public DateOnly? EndOn { get; init; }

    /// <summary>The campaign's own draw; random unless the demo wants the same one every time.</summary>
    internal string? Salt { get; init; }

    /// <summary>A campaign that works as it is: "we missen je", 10 % off, one in ten left out.</summary>
    public static CampaignDraft WinBack { get; } = new CampaignDraft { Name = "We missen je", DaysWithoutPurchase = 120 }.WithMail(new OfferTerms(CouponKind.Percent, 10, 30),
        new MessageText("{{voornaam}}, we missen je",
        """
        Beste {{voornaam}},

        Het is een tijdje geleden dat we je zagen bij {{organisatie}}. We hebben iets voor je klaargelegd.

        {{kortingscode}}

        Laat de code zien bij de kassa of vul hem in de webshop in. Je hebt nog {{punten}} punten staan.

        Tot snel!
        """),
        new MessageText("{{first_name}}, we miss you",
        """
        Dear {{first_name}},

        It has been a while since we saw you at {{organisation}}. We kept something for you.

        {{coupon_code}}

        Show the code at the till or enter it in the web shop. You still have {{points}} points.

        See you soon!
        """));

    /// <summary>A new campaign for a segment: the same offer, with words that suit any customer.</summary>
    public static CampaignDraft ForSegment(long segmentId, string name) => new CampaignDraft { SegmentId = segmentId, Name = name }.WithMail(new OfferTerms(CouponKind.Percent, 10, 30),
        new MessageText("{{voornaam}}, dit is voor jou",
        """
        Beste {{voornaam}},

        Als klant van {{organisatie}} krijg je van ons iets extra's.

        {{kortingscode}}

        Laat de code zien bij de kassa of vul hem in de webshop in. Je hebt nog {{punten}} punten staan.

        Tot snel!
        """),
        new MessageText("{{first_name}}, this is for you",
        """
        Dear {{first_name}},

        As a customer of {{organisation}} you get something extra from us.

        {{coupon_code}}

        Show the code at the till or enter it in the web shop. You still have {{points}} points.

        See you soon!
        """));

    /// <summary>The same campaign with a flow of one offer and one e-mail.</summary>
    public CampaignDraft WithMail(OfferTerms offer, MessageText nl, MessageText en) => this with
    {
        Flow = Flow with { Steps = [new OfferStep { Key = "s1", Terms = offer }, new MessageStep { Key = "s2", Nl = nl, En = en }] },
    };

    /// <summary>A campaign as it stands, for editing.</summary>
    public static CampaignDraft Of(Campaign c) => new()
    {
        Id = c.Id, RowVersion = c.Version, Name = c.Name, Purpose = c.Purpose, Recipe = c.Recipe, Flow = FlowDefinition.Parse(c.Flow), SegmentId = c.SegmentId, ExceptSegmentId = c.ExceptSegmentId,
        DaysWithoutPurchase = c.DaysWithoutPurchase, Priority = c.Priority, ExpectedValueCents = c.ExpectedValueCents, Exclusive = c.Exclusive, ReEntryDays = c.ReEntryDays, HoldoutPercent = c.HoldoutPercent,
        CoolDownDays = c.CoolDownDays, MeasureDays = c.MeasureDays, BudgetKind = c.BudgetKind, BudgetCents = c.BudgetCents, FixedCostCents = c.FixedCostCents, StartOn = c.StartOn, EndOn = c.EndOn,
    };

    /// <summary>Puts words and numbers into a campaign.</summary>
    internal void ApplyTo(Campaign c)
    {
        (c.Name, c.Purpose, c.Recipe, c.Flow) = (Name.Trim(), Purpose, Recipe, Flow.ToJson());
        (c.SegmentId, c.ExceptSegmentId, c.DaysWithoutPurchase) = (SegmentId, ExceptSegmentId, DaysWithoutPurchase);
        (c.Priority, c.ExpectedValueCents, c.Exclusive, c.ReEntryDays) = (Priority, ExpectedValueCents, Exclusive, ReEntryDays);
        (c.HoldoutPercent, c.CoolDownDays, c.MeasureDays) = (HoldoutPercent, CoolDownDays, MeasureDays);
        (c.BudgetKind, c.BudgetCents, c.FixedCostCents, c.StartOn, c.EndOn) = (BudgetKind, BudgetCents, FixedCostCents, StartOn, EndOn);
    }

    /// <summary>What is wrong, by the names of the fields; those of steps by key and field: s2.BodyNl.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        Check(string.IsNullOrWhiteSpace(Name) || Name.Length > 120, nameof(Name), "Give the campaign a name of at most 120 characters.");
        Check(DaysWithoutPurchase is < 1 or > 3650, nameof(DaysWithoutPurchase), "The number of days without a purchase is between 1 and 3,650.");
        Check(HoldoutPercent is < 0 or > 50, nameof(HoldoutPercent), "The control group is between 0 and 50 %.");
        Check(Purpose == CampaignPurpose.Service && HoldoutPercent != 0, nameof(HoldoutPercent), "A service message goes to everybody: no control group.");
        Check(CoolDownDays is < 0 or > 365, nameof(CoolDownDays), "The rest after another campaign is between 0 and 365 days.");
        Check(MeasureDays is < 1 or > 365, nameof(MeasureDays), "Measuring takes between 1 and 365 days.");
        Check(Priority is < 0 or > 100, nameof(Priority), "The priority is between 0 and 100.");
        Check(ExpectedValueCents is < 0 or > 100_000_00, nameof(ExpectedValueCents), "The expected value is 0 or more.");
        Check(ReEntryDays is < 1 or > 3650, nameof(ReEntryDays), "Getting in again is possible after 1 to 3,650 days.");
        Check(BudgetCents is < 0, nameof(BudgetCents), "The budget is 0 or more.");
        Check(FixedCostCents is < 0, nameof(FixedCostCents), "The cost is 0 or more.");
        Check(SegmentId is { } segment && segment == ExceptSegmentId, nameof(ExceptSegmentId), "A campaign cannot be for a segment and leave it out.");
        Check(EndOn < StartOn, nameof(EndOn), "The end lies before the start.");
        Check(Flow.Trigger.Kind == TriggerKind.SegmentEntered && SegmentId is null, nameof(SegmentId), "Choose the segment that customers come into.");
        errors.AddRange(FlowRules.Check(Flow, Purpose));
        return errors;

        void Check(bool wrong, string field, string message)
        {
            if (wrong)
            {
                errors.Add(new FieldError(field, message));
            }
        }
    }
}
