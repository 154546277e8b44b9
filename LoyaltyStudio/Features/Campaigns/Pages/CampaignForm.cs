using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>The settings of a campaign while somebody edits them: the same as in <see cref="CampaignDraft"/>, but changeable and in the units that people type.</summary>
public sealed class CampaignForm
{
    public string Name { get; set; } = "";
    public CampaignPurpose Purpose { get; set; }
    public long? SegmentId { get; set; }
    public long? ExceptSegmentId { get; set; }
    public int? DaysWithoutPurchase { get; set; }
    public bool Again { get; set; }
    public int ReEntryDays { get; set; } = 365;
    public int Priority { get; set; }

    /// <summary>Whole units of the currency, as are the other amounts.</summary>
    public decimal ExpectedValue { get; set; }
    public bool Exclusive { get; set; }
    public int HoldoutPercent { get; set; }
    public int MeasureDays { get; set; }
    public int CoolDownDays { get; set; }
    public BudgetKind BudgetKind { get; set; }
    public decimal? Budget { get; set; }
    public decimal FixedCost { get; set; }
    public DateOnly? StartOn { get; set; }
    public DateOnly? EndOn { get; set; }

    public static CampaignForm From(CampaignDraft d) => new()
    {
        Name = d.Name, Purpose = d.Purpose, SegmentId = d.SegmentId, ExceptSegmentId = d.ExceptSegmentId, DaysWithoutPurchase = d.DaysWithoutPurchase, Again = d.ReEntryDays is not null, ReEntryDays = d.ReEntryDays ?? 365,
        Priority = d.Priority, ExpectedValue = d.ExpectedValueCents / 100m, Exclusive = d.Exclusive, HoldoutPercent = d.HoldoutPercent, MeasureDays = d.MeasureDays, CoolDownDays = d.CoolDownDays, BudgetKind = d.BudgetKind,
        Budget = d.BudgetCents / 100m, FixedCost = d.FixedCostCents / 100m, StartOn = d.StartOn, EndOn = d.EndOn,
    };

    /// <summary>A draft with these settings; its flow stays.</summary>
    public CampaignDraft Into(CampaignDraft draft) => draft with
    {
        Name = Name,
        Purpose = Purpose,
        SegmentId = SegmentId,
        ExceptSegmentId = ExceptSegmentId,
        DaysWithoutPurchase = DaysWithoutPurchase,
        ReEntryDays = Again ? ReEntryDays : null,
        Priority = Priority,
        ExpectedValueCents = Whole(ExpectedValue * 100),
        Exclusive = Exclusive,
        HoldoutPercent = HoldoutPercent,
        MeasureDays = MeasureDays,
        CoolDownDays = CoolDownDays,
        BudgetKind = BudgetKind,
        BudgetCents = Budget is { } budget ? Whole(budget * 100) : null,
        FixedCostCents = Whole(FixedCost * 100),
        StartOn = StartOn,
        EndOn = EndOn,
    };

    /// <summary>To the nearest whole; −1 for what is far out of bounds, which every check refuses.</summary>
    internal static int Whole(decimal value) => value is > -1_000_000_000 and < 1_000_000_000 ? (int)Math.Round(value, MidpointRounding.AwayFromZero) : -1;
}
