using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Campaigns.Model;

public enum CampaignState { Draft, Active, Paused, Ended }

public enum CouponKind { Percent, Amount }

/// <summary>A win-back campaign: who stayed away too long gets a message with a coupon of their own; a part is left out to measure what it brings.</summary>
public sealed class Campaign : IVersioned
{
    public long Id { get; set; }
    public required string Name { get; set; }
    public CampaignState State { get; set; }

    /// <summary>Audience: the last purchase lies at least this many days back.</summary>
    public int DaysWithoutPurchase { get; set; }

    /// <summary>Audience: who is in this segment on the day of a run. Null: who stayed away for <see cref="DaysWithoutPurchase"/>.</summary>
    public long? SegmentId { get; set; }

    /// <summary>0–50: the share of the eligible members who get nothing, to compare with.</summary>
    public int HoldoutPercent { get; set; }

    /// <summary>Nobody gets this campaign within so many days of another one.</summary>
    public int CoolDownDays { get; set; } = 14;

    /// <summary>Days after assignment in which purchases count for the result.</summary>
    public int MeasureDays { get; set; }
    public CouponKind CouponKind { get; set; }

    /// <summary>Whole percents or cents.</summary>
    public int CouponValue { get; set; }
    public int CouponValidDays { get; set; }
    public required string SubjectNl { get; set; }
    public required string BodyNl { get; set; }
    public required string SubjectEn { get; set; }
    public required string BodyEn { get; set; }

    /// <summary>Random text that makes this campaign's draw independent of every other.</summary>
    public required string Salt { get; set; }
    public DateOnly? StartOn { get; set; }
    public DateOnly? EndOn { get; set; }
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public int Version { get; set; }
}

public enum CampaignGroup { Treatment, Holdout }

/// <summary>A member's place in a campaign, drawn once and kept for ever: unique (campaign, member).</summary>
public sealed class CampaignMember : IAppendOnly
{
    public long CampaignId { get; set; }
    public long MemberId { get; set; }
    public CampaignGroup Group { get; set; }
    public DateOnly AssignedOn { get; set; }
    public DateTime AssignedAt { get; set; }
}

/// <summary>Why a member in the audience was not assigned, as of the last run that looked.</summary>
public sealed class CampaignExclusion
{
    public long CampaignId { get; set; }
    public long MemberId { get; set; }

    /// <summary>no_consent, no_email, not_active, open_complaint, recent_campaign.</summary>
    public required string Reason { get; set; }
    public DateOnly FirstOn { get; set; }
    public DateOnly LastOn { get; set; }
}

/// <summary>One run of a campaign: how many members there were and where each of them fell off.</summary>
public sealed class CampaignRun
{
    public long Id { get; set; }
    public long CampaignId { get; set; }
    public DateOnly On { get; set; }
    public int Members { get; set; }
    public int NeverBought { get; set; }
    public int BoughtRecently { get; set; }
    public int NotInSegment { get; set; }
    public int NotActive { get; set; }
    public int NoEmail { get; set; }
    public int NoConsent { get; set; }
    public int RecentCampaign { get; set; }

    /// <summary>With a complaint that nobody has answered yet (semantics 9).</summary>
    public int OpenComplaint { get; set; }
    public int AlreadyIn { get; set; }
    public int Holdout { get; set; }
    public int Messaged { get; set; }
}

public enum CouponState { Open, Redeemed }

/// <summary>A discount code of one member, used once.</summary>
public sealed class Coupon
{
    public long Id { get; set; }

    /// <summary>The campaign that it comes from; null for one that a person gave to make something good.</summary>
    public long? CampaignId { get; set; }
    public long MemberId { get; set; }
    public required byte[] CodeHash { get; set; }
    public required string CodeSealed { get; set; }
    public required string LastFour { get; set; }
    public CouponKind Kind { get; set; }
    public int Value { get; set; }
    public CouponState State { get; set; }
    public DateOnly IssuedOn { get; set; }
    public DateOnly ValidUntil { get; set; }
}

internal sealed class CampaignsMapping : IEntityTypeConfiguration<Campaign>, IEntityTypeConfiguration<CampaignMember>,
    IEntityTypeConfiguration<CampaignExclusion>, IEntityTypeConfiguration<CampaignRun>, IEntityTypeConfiguration<Coupon>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
    }

    public void Configure(EntityTypeBuilder<CampaignMember> builder)
    {
        builder.HasKey(m => new { m.CampaignId, m.MemberId });
        builder.HasIndex(m => new { m.MemberId, m.AssignedOn });
    }

    public void Configure(EntityTypeBuilder<CampaignExclusion> builder) => builder.HasKey(e => new { e.CampaignId, e.MemberId });

    public void Configure(EntityTypeBuilder<CampaignRun> builder) => builder.HasIndex(r => new { r.CampaignId, r.On }).IsUnique();

    public void Configure(EntityTypeBuilder<Coupon> builder)
    {
        builder.HasIndex(c => c.CodeHash).IsUnique();
        builder.HasIndex(c => new { c.CampaignId, c.MemberId }).IsUnique();
        builder.HasIndex(c => c.MemberId);
    }
}
