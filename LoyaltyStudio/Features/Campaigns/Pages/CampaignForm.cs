using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>A campaign while somebody edits it: the same as <see cref="CampaignDraft"/>, but changeable and in the units that people type.</summary>
public sealed class CampaignForm
{
    public string Name { get; set; } = "";
    public long? SegmentId { get; set; }
    public int DaysWithoutPurchase { get; set; }
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
    public DateOnly? StartOn { get; set; }
    public DateOnly? EndOn { get; set; }

    public static CampaignForm From(CampaignDraft d) => new()
    {
        Name = d.Name, SegmentId = d.SegmentId, DaysWithoutPurchase = d.DaysWithoutPurchase, HoldoutPercent = d.HoldoutPercent, CoolDownDays = d.CoolDownDays, MeasureDays = d.MeasureDays,
        CouponKind = d.CouponKind, CouponValue = d.CouponKind == CouponKind.Percent ? d.CouponValue : d.CouponValue / 100m, CouponValidDays = d.CouponValidDays,
        SubjectNl = d.SubjectNl, BodyNl = d.BodyNl, SubjectEn = d.SubjectEn, BodyEn = d.BodyEn, StartOn = d.StartOn, EndOn = d.EndOn,
    };

    public CampaignDraft ToDraft(long? id, int rowVersion) => new(id, rowVersion, Name.Trim(), DaysWithoutPurchase, HoldoutPercent, CoolDownDays, MeasureDays, CouponKind,
        CouponKind == CouponKind.Percent ? Whole(CouponValue) : Whole(CouponValue * 100), CouponValidDays, SubjectNl.Trim(), BodyNl, SubjectEn.Trim(), BodyEn, StartOn, EndOn)
    { SegmentId = SegmentId };

    private static int Whole(decimal value) => value is > -1_000_000_000 and < 1_000_000_000 ? (int)Math.Round(value, MidpointRounding.AwayFromZero) : -1;
}
