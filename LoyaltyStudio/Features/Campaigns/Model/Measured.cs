using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Campaigns.Model;

/// <summary>What a campaign came to as of a day, without anything about single members; made anew by the job measure-campaigns until the window of the last member has been over for some time.</summary>
public sealed class MeasuredCampaign
{
    public long CampaignId { get; set; }

    /// <summary>The first day whose purchases are not counted.</summary>
    public DateOnly AsOf { get; set; }
    public DateTime MeasuredAt { get; set; }

    /// <summary>The window of everybody is over and so is the time for returns: it is not measured again.</summary>
    public bool Final { get; set; }
    public DateOnly? LastAssignedOn { get; set; }

    /// <summary>Members who came in later than <see cref="LastAssignedOn"/>, whose window is not over yet and who are not counted.</summary>
    public int LaterMembers { get; set; }

    /// <summary>Messages and print, gifts of points, discounts of coupons that were used, and what it cost besides; thousandths of a cent.</summary>
    public long SendMillicents { get; set; }
    public long GiftMillicents { get; set; }
    public long OfferMillicents { get; set; }
    public long FixedMillicents { get; set; }
    public int Messages { get; set; }
    public int CouponsIssued { get; set; }
    public int CouponsRedeemed { get; set; }

    /// <summary>Kept of purchases on the day on which the same member used a coupon of the campaign, cents: attributed, no proof.</summary>
    public long CouponCents { get; set; }
}

/// <summary>One side or arm of a measured campaign.</summary>
public sealed class MeasuredArm
{
    public long CampaignId { get; set; }

    /// <summary>Key of the step that divides members; empty for the two sides of the campaign itself.</summary>
    public required string Step { get; set; }

    /// <summary>treatment and holdout; the name of an arm; A and B of a subject test.</summary>
    public required string Arm { get; set; }

    /// <summary>0 for the one that the others are compared with: the control group, the first arm.</summary>
    public int Place { get; set; }

    /// <summary>The share that the draw should give, per cent.</summary>
    public int Percent { get; set; }
    public int Members { get; set; }

    /// <summary>Members with a purchase within their window; each counts once.</summary>
    public int Buyers { get; set; }

    /// <summary>What was kept of their purchases within the window, cents.</summary>
    public long KeptCents { get; set; }

    /// <summary>95 % interval of kept cents per member, less those of place 0; null where there are too few buyers for one.</summary>
    public double? KeptLow { get; set; }
    public double? KeptHigh { get; set; }
}

/// <summary>A day of the window, counted from everybody's own assignment: day 0 is the day of assignment.</summary>
public sealed class MeasuredDay
{
    public long CampaignId { get; set; }
    public CampaignGroup Group { get; set; }
    public int Day { get; set; }

    /// <summary>Members who bought for the first time in the window on that day.</summary>
    public int Buyers { get; set; }
    public long KeptCents { get; set; }
}

/// <summary>What a global holdout came to: everybody drawn, from the day of the draw.</summary>
public sealed class MeasuredHoldout
{
    public long HoldoutId { get; set; }
    public DateOnly AsOf { get; set; }
    public DateTime MeasuredAt { get; set; }
    public bool Final { get; set; }
    public int Treated { get; set; }
    public int TreatedBuyers { get; set; }
    public long TreatedKeptCents { get; set; }
    public int Holdout { get; set; }
    public int HoldoutBuyers { get; set; }
    public long HoldoutKeptCents { get; set; }
    public double? KeptLow { get; set; }
    public double? KeptHigh { get; set; }

    /// <summary>What promotions cost in that time, cents.</summary>
    public long CostCents { get; set; }
}

/// <summary>What a campaign cost in a month, thousandths of a cent.</summary>
public sealed class CampaignCost
{
    public long CampaignId { get; set; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; set; }
    public long SendMillicents { get; set; }
    public long GiftMillicents { get; set; }
    public long OfferMillicents { get; set; }
    public long FixedMillicents { get; set; }
}

/// <summary>What members bought in a month and how much of it at a discount.</summary>
public sealed class DiscountMonth
{
    /// <summary>Its first day.</summary>
    public DateOnly Month { get; set; }
    public long RevenueCents { get; set; }

    /// <summary>Revenue of purchases with a discount line, a coupon used that day, or a part paid by cheque.</summary>
    public long DiscountedCents { get; set; }

    /// <summary>What discount lines took off, of members and of others.</summary>
    public long DiscountCents { get; set; }
}

/// <summary>Marketing money that went out elsewhere, such as posters or a film, entered by hand.</summary>
public sealed class MarketingSpend
{
    public long Id { get; set; }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; set; }
    public BudgetKind Kind { get; set; }
    public long AmountCents { get; set; }
    public required string Note { get; set; }
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
}

internal sealed class MeasuredMapping : IEntityTypeConfiguration<MeasuredCampaign>, IEntityTypeConfiguration<MeasuredArm>, IEntityTypeConfiguration<MeasuredDay>, IEntityTypeConfiguration<MeasuredHoldout>,
    IEntityTypeConfiguration<CampaignCost>, IEntityTypeConfiguration<DiscountMonth>, IEntityTypeConfiguration<MarketingSpend>
{
    public void Configure(EntityTypeBuilder<MeasuredCampaign> builder)
    {
        builder.ToTable("campaign_result").HasKey(r => r.CampaignId);
        builder.Property(r => r.CampaignId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<MeasuredArm> builder) => builder.ToTable("campaign_result_arm").HasKey(a => new { a.CampaignId, a.Step, a.Arm });

    public void Configure(EntityTypeBuilder<MeasuredDay> builder) => builder.ToTable("campaign_result_day").HasKey(d => new { d.CampaignId, d.Group, d.Day });

    public void Configure(EntityTypeBuilder<MeasuredHoldout> builder)
    {
        builder.ToTable("global_holdout_result").HasKey(r => r.HoldoutId);
        builder.Property(r => r.HoldoutId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<CampaignCost> builder) => builder.HasKey(c => new { c.CampaignId, c.Month });

    public void Configure(EntityTypeBuilder<DiscountMonth> builder) => builder.HasKey(d => d.Month);

    public void Configure(EntityTypeBuilder<MarketingSpend> builder) => builder.HasIndex(s => s.Month);
}
