using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>A win-back campaign as somebody edits it.</summary>
public sealed record CampaignDraft(long? Id, int RowVersion, string Name, int DaysWithoutPurchase, int HoldoutPercent, int CoolDownDays, int MeasureDays,
    CouponKind CouponKind, int CouponValue, int CouponValidDays, string SubjectNl, string BodyNl, string SubjectEn, string BodyEn, DateOnly? StartOn, DateOnly? EndOn)
{
    /// <summary>The segment that the campaign is for; null: who bought nothing for <see cref="DaysWithoutPurchase"/>.</summary>
    public long? SegmentId { get; init; }

    /// <summary>The campaign's own draw; random unless the demo wants the same one every time.</summary>
    internal string? Salt { get; init; }

    /// <summary>A campaign that works as it is: "we missen je", 10 % off, one in ten left out.</summary>
    public static CampaignDraft WinBack { get; } = new(null, 0, "We missen je", 120, 10, 14, 60, CouponKind.Percent, 10, 30,
        "{{voornaam}}, we missen je",
        """
        Beste {{voornaam}},

        Het is een tijdje geleden dat we je zagen bij {{organisatie}}. We hebben iets voor je klaargelegd.

        {{kortingscode}}

        Laat de code zien bij de kassa of vul hem in de webshop in. Je hebt nog {{punten}} punten staan.

        Tot snel!
        """,
        "{{first_name}}, we miss you",
        """
        Dear {{first_name}},

        It has been a while since we saw you at {{organisation}}. We kept something for you.

        {{coupon_code}}

        Show the code at the till or enter it in the web shop. You still have {{points}} points.

        See you soon!
        """, null, null);

    /// <summary>A new campaign for a segment: the same offer, with words that suit any customer.</summary>
    public static CampaignDraft ForSegment(long segmentId, string name) => WinBack with
    {
        SegmentId = segmentId,
        Name = name,
        SubjectNl = "{{voornaam}}, dit is voor jou",
        BodyNl = """
            Beste {{voornaam}},

            Als klant van {{organisatie}} krijg je van ons iets extra's.

            {{kortingscode}}

            Laat de code zien bij de kassa of vul hem in de webshop in. Je hebt nog {{punten}} punten staan.

            Tot snel!
            """,
        SubjectEn = "{{first_name}}, this is for you",
        BodyEn = """
            Dear {{first_name}},

            As a customer of {{organisation}} you get something extra from us.

            {{coupon_code}}

            Show the code at the till or enter it in the web shop. You still have {{points}} points.

            See you soon!
            """,
    };

    /// <summary>A campaign as it stands, for editing.</summary>
    public static CampaignDraft Of(Campaign c) => new(c.Id, c.Version, c.Name, c.DaysWithoutPurchase, c.HoldoutPercent, c.CoolDownDays, c.MeasureDays, c.CouponKind, c.CouponValue,
        c.CouponValidDays, c.SubjectNl, c.BodyNl, c.SubjectEn, c.BodyEn, c.StartOn, c.EndOn)
    { SegmentId = c.SegmentId };

    /// <summary>What is wrong, by the names of the fields.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        Check(string.IsNullOrWhiteSpace(Name) || Name.Length > 120, nameof(Name), "Give the campaign a name of at most 120 characters.");
        Check(DaysWithoutPurchase is < 1 or > 3650, nameof(DaysWithoutPurchase), "The number of days without a purchase is between 1 and 3,650.");
        Check(HoldoutPercent is < 0 or > 50, nameof(HoldoutPercent), "The control group is between 0 and 50 %.");
        Check(CoolDownDays is < 0 or > 365, nameof(CoolDownDays), "The rest after another campaign is between 0 and 365 days.");
        Check(MeasureDays is < 1 or > 365, nameof(MeasureDays), "Measuring takes between 1 and 365 days.");
        Check(CouponKind == CouponKind.Percent ? CouponValue is < 1 or > 100 : CouponValue is < 1 or > 100_000_00, nameof(CouponValue), "The coupon is worth 1 to 100 %, or an amount above 0.");
        Check(CouponValidDays is < 1 or > 365, nameof(CouponValidDays), "The coupon is valid for 1 to 365 days.");
        Check(EndOn < StartOn, nameof(EndOn), "The end lies before the start.");
        errors.AddRange(MessageTemplate.Parse("nl", SubjectNl, BodyNl, nameof(SubjectNl), nameof(BodyNl)).Errors);
        errors.AddRange(MessageTemplate.Parse("en", SubjectEn, BodyEn, nameof(SubjectEn), nameof(BodyEn)).Errors);
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
