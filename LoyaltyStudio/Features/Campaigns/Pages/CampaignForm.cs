using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>A campaign while somebody edits it: the same as <see cref="CampaignDraft"/>, but changeable and in the units that people type.</summary>
public sealed class CampaignForm
{
    public string Name { get; set; } = "";
    public long? SegmentId { get; set; }
    public int? DaysWithoutPurchase { get; set; }
    public int HoldoutPercent { get; set; }
    public int CoolDownDays { get; set; }
    public int MeasureDays { get; set; }
    public CouponKind CouponKind { get; set; }

    /// <summary>Percents, or whole units of the currency.</summary>
    public decimal CouponValue { get; set; }
    public int CouponValidDays { get; set; }
    public string SubjectNl { get; set; } = "";
    public string BodyNl { get; set; } = "";
    public string SubjectEn { get; set; } = "";
    public string BodyEn { get; set; } = "";
    public string OtherNl { get; set; } = "";
    public string OtherEn { get; set; } = "";
    public DateOnly? StartOn { get; set; }
    public DateOnly? EndOn { get; set; }

    public static CampaignForm From(CampaignDraft d)
    {
        var terms = d.Flow.Everything().OfType<OfferStep>().FirstOrDefault()?.Terms ?? new OfferTerms(CouponKind.Percent, 10, 30);
        var message = d.Flow.Everything().OfType<MessageStep>().FirstOrDefault();
        return new()
        {
            Name = d.Name, SegmentId = d.SegmentId, DaysWithoutPurchase = d.DaysWithoutPurchase, HoldoutPercent = d.HoldoutPercent, CoolDownDays = d.CoolDownDays, MeasureDays = d.MeasureDays,
            CouponKind = terms.Kind, CouponValue = terms.Kind == CouponKind.Amount ? terms.Value / 100m : terms.Value, CouponValidDays = terms.ValidDays,
            SubjectNl = message?.Nl.Subject ?? "", BodyNl = message?.Nl.Body ?? "", SubjectEn = message?.En.Subject ?? "", BodyEn = message?.En.Body ?? "", OtherNl = message?.Nl.OtherSubject ?? "", OtherEn = message?.En.OtherSubject ?? "", StartOn = d.StartOn, EndOn = d.EndOn,
        };
    }

    public CampaignDraft ToDraft(CampaignDraft draft) => (draft with
    {
        Name = Name.Trim(), SegmentId = SegmentId, DaysWithoutPurchase = DaysWithoutPurchase, HoldoutPercent = HoldoutPercent, CoolDownDays = CoolDownDays, MeasureDays = MeasureDays, StartOn = StartOn, EndOn = EndOn,
    }).WithMail(new OfferTerms(CouponKind, CouponKind == CouponKind.Amount ? Whole(CouponValue * 100) : Whole(CouponValue), CouponValidDays), new MessageText(SubjectNl.Trim(), BodyNl, OtherNl.Trim()), new MessageText(SubjectEn.Trim(), BodyEn, OtherEn.Trim()));

    public void Take(MessageStep step) => (SubjectNl, BodyNl, OtherNl, SubjectEn, BodyEn, OtherEn) = (step.Nl.Subject, step.Nl.Body, step.Nl.OtherSubject, step.En.Subject, step.En.Body, step.En.OtherSubject);

    private static int Whole(decimal value) => value is > -1_000_000_000 and < 1_000_000_000 ? (int)Math.Round(value, MidpointRounding.AwayFromZero) : -1;
}
