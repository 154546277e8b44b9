using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Campaigns.Model;

/// <summary>Proposed: waits for a second person who approves it.</summary>
public enum CampaignState { Draft, Proposed, Active, Paused, Ended }

/// <summary>Promotion rests on consent and keeps to caps, quiet hours and control groups. Service is about something of the member's own and is exempt from those.</summary>
public enum CampaignPurpose { Promotion, Service }

/// <summary>What the money is for: brand builds memory over years, activation sells now.</summary>
public enum BudgetKind { Activation, Brand }

/// <summary>A campaign: for whom, what starts it, the steps that follow, what it may cost and how it is measured.</summary>
public sealed class Campaign : IVersioned
{
    public long Id { get; set; }
    public required string Name { get; set; }
    public CampaignState State { get; set; }
    public CampaignPurpose Purpose { get; set; }

    /// <summary>The ready-made campaign that it was made from; empty for one of its own.</summary>
    public string Recipe { get; set; } = "";

    /// <summary><see cref="FlowDefinition"/> as JSON, as it holds now.</summary>
    public required string Flow { get; set; }

    /// <summary>Number of the present flow; see <see cref="CampaignEdition"/>.</summary>
    public int Edition { get; set; } = 1;

    /// <summary>Audience: who is in this segment on the day of entry; null: everybody.</summary>
    public long? SegmentId { get; set; }

    /// <summary>Audience: not who is in this one.</summary>
    public long? ExceptSegmentId { get; set; }

    /// <summary>Audience: the last purchase lies at least this many days back; null: whenever it was.</summary>
    public int? DaysWithoutPurchase { get; set; }

    /// <summary>0–100: a campaign with a higher priority goes first where a member may get only one.</summary>
    public int Priority { get; set; } = 50;

    /// <summary>What one member in it is expected to bring, cents of margin: settles equal priorities.</summary>
    public int ExpectedValueCents { get; set; }

    /// <summary>Who is on a way through it gets no other promotion meanwhile.</summary>
    public bool Exclusive { get; set; }

    /// <summary>Days after which a member may enter again; null: once for ever.</summary>
    public int? ReEntryDays { get; set; }

    /// <summary>0–50: the share of the eligible members who get nothing, to compare with.</summary>
    public int HoldoutPercent { get; set; }

    /// <summary>Nobody gets this campaign within so many days of another one.</summary>
    public int CoolDownDays { get; set; } = 14;

    /// <summary>Days after assignment in which purchases count for the result.</summary>
    public int MeasureDays { get; set; }
    public BudgetKind BudgetKind { get; set; }

    /// <summary>Most that it may cost, cents; null: no limit.</summary>
    public long? BudgetCents { get; set; }

    /// <summary>What it cost besides messages, offers and gifts, cents: design, text, an agency.</summary>
    public long FixedCostCents { get; set; }

    /// <summary>Random text that makes this campaign's draw independent of every other.</summary>
    public required string Salt { get; set; }
    public DateOnly? StartOn { get; set; }
    public DateOnly? EndOn { get; set; }
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? StartedAt { get; set; }

    /// <summary>Who let it start, where a second person has to; empty otherwise.</summary>
    public string ApprovedBy { get; set; } = "";
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

    /// <summary>no_consent, no_email, not_active, open_complaint, recent_campaign, global_holdout, capped, exclusive_elsewhere, no_budget.</summary>
    public required string Reason { get; set; }
    public DateOnly FirstOn { get; set; }
    public DateOnly LastOn { get; set; }
}

/// <summary>One day of a campaign: how many members its trigger meant (all of them where it runs by the calendar), and where each of them fell off. Messaged: on their way through the steps.</summary>
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

    /// <summary>In the segment that is kept out.</summary>
    public int KeptOut { get; set; }
    public int GlobalHoldout { get; set; }
    public int ExclusiveElsewhere { get; set; }
    public int Capped { get; set; }
    public int NoBudget { get; set; }
    public int AlreadyIn { get; set; }
    public int Holdout { get; set; }
    public int Messaged { get; set; }
}

internal sealed class CampaignsMapping : IEntityTypeConfiguration<Campaign>, IEntityTypeConfiguration<CampaignMember>, IEntityTypeConfiguration<CampaignExclusion>,
    IEntityTypeConfiguration<CampaignRun>
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
}
