using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Campaigns.Model;

public enum JourneyState { Waiting, Done, Stopped }

/// <summary>A member's way through a campaign's flow, once per entry: unique (campaign, member, day of entry). Members of a control group have none.</summary>
public sealed class Journey
{
    public long CampaignId { get; set; }
    public long MemberId { get; set; }
    public DateOnly EnteredOn { get; set; }
    public JourneyState State { get; set; }

    /// <summary>Key of the step that comes next; empty when it is over.</summary>
    public string Step { get; set; } = "";

    /// <summary>When it goes on (UTC).</summary>
    public DateTime DueAt { get; set; }

    /// <summary>When the member came to the step (UTC): from here a wait-until looks.</summary>
    public DateTime SinceAt { get; set; }

    /// <summary>The latest coupon of the way, which messages carry.</summary>
    public long? CouponId { get; set; }

    /// <summary>Why it stopped: complaint, not_active, campaign_ended, step_removed; empty while it runs and at its end.</summary>
    public string Reason { get; set; } = "";
}

/// <summary>Queued: on its way or placed. Skipped: not done, for the reason that stands with it.</summary>
public enum ContactOutcome { Queued, Skipped }

/// <summary>
/// What one step of a campaign did for one member: a message, gift, task, offer, arm of a split. Written in the transaction that does it; unique (campaign, member, day of entry, step), so that nothing is done twice
/// whatever crashes.
/// </summary>
public sealed class CampaignContact : IAppendOnly
{
    public long Id { get; set; }
    public long CampaignId { get; set; }
    public long MemberId { get; set; }
    public DateOnly EnteredOn { get; set; }
    public required string Step { get; set; }

    /// <summary>message, offer, gift, task, handOver, split.</summary>
    public required string Kind { get; set; }

    /// <summary>Of a message.</summary>
    public MessageChannel? Channel { get; set; }

    /// <summary>The edition of the campaign whose words it has.</summary>
    public int Edition { get; set; }

    /// <summary>Name of the arm of a split; of a subject test A or B; empty otherwise.</summary>
    public string Variant { get; set; } = "";
    public long? CouponId { get; set; }
    public ContactOutcome Outcome { get; set; }

    /// <summary>Why it was skipped: no_consent, no_email, open_complaint, capped, no_budget, not_drawn …; empty otherwise.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Of a gift the points.</summary>
    public int Amount { get; set; }
    public DateOnly On { get; set; }
    public DateTime At { get; set; }
}

/// <summary>The words and steps of a campaign as they were from a moment on. What was queued keeps the edition it was queued with.</summary>
public sealed class CampaignEdition : IAppendOnly
{
    public long CampaignId { get; set; }
    public int Edition { get; set; }
    public required string Flow { get; set; }
    public required string SavedBy { get; set; }
    public DateTime SavedAt { get; set; }
}

public enum PlacementState { Open, Done }

/// <summary>A message that waits where the member comes: at the till, on the site, or in the next print run.</summary>
public sealed class Placement
{
    /// <summary>That of its contact.</summary>
    public long Id { get; set; }
    public long CampaignId { get; set; }
    public long MemberId { get; set; }
    public required string Step { get; set; }
    public int Edition { get; set; }
    public string Variant { get; set; } = "";
    public MessageChannel Channel { get; set; }
    public long? CouponId { get; set; }
    public DateOnly From { get; set; }
    public DateOnly Until { get; set; }
    public PlacementState State { get; set; }

    /// <summary>When it was printed, shown or put away (UTC).</summary>
    public DateTime? DoneAt { get; set; }
}

public enum StoreTaskState { Open, Done, Dropped }

/// <summary>Something for a colleague to do for a member.</summary>
public sealed class StoreTask : IVersioned
{
    /// <summary>That of its contact.</summary>
    public long Id { get; set; }
    public long CampaignId { get; set; }
    public long MemberId { get; set; }

    /// <summary>The member's home store when it was made; null: of no store.</summary>
    public long? StoreId { get; set; }
    public required string Title { get; set; }
    public string Words { get; set; } = "";
    public DateOnly CreatedOn { get; set; }
    public DateOnly DueOn { get; set; }
    public StoreTaskState State { get; set; }
    public string Note { get; set; } = "";
    public string DoneBy { get; set; } = "";
    public DateTime? DoneAt { get; set; }
    public int Version { get; set; }
}

/// <summary>An address of another program to which campaigns hand members over.</summary>
public sealed class WebhookEndpoint : IVersioned
{
    public long Id { get; set; }
    public required string Name { get; set; }
    public required string Url { get; set; }

    /// <summary>Sealed: what signs every call.</summary>
    public required string SecretSealed { get; set; }
    public bool Active { get; set; } = true;
    public int Version { get; set; }
}

public enum HandOverState { Queued, Sent, Failed, Withheld }

/// <summary>A call to another program, delivered by a job; the id goes with it, so that the other side can tell a repeat.</summary>
public sealed class HandOver
{
    /// <summary>That of its contact.</summary>
    public long Id { get; set; }
    public long EndpointId { get; set; }
    public long CampaignId { get; set; }
    public long MemberId { get; set; }
    public HandOverState State { get; set; }
    public int Attempts { get; set; }
    public DateTime NextAttemptAt { get; set; }
    public DateTime? SentAt { get; set; }
    public string Error { get; set; } = "";
}

internal sealed class JourneysMapping : IEntityTypeConfiguration<Journey>, IEntityTypeConfiguration<CampaignContact>, IEntityTypeConfiguration<CampaignEdition>, IEntityTypeConfiguration<Placement>,
    IEntityTypeConfiguration<StoreTask>, IEntityTypeConfiguration<WebhookEndpoint>, IEntityTypeConfiguration<HandOver>
{
    public void Configure(EntityTypeBuilder<Journey> builder)
    {
        builder.HasKey(j => new { j.CampaignId, j.MemberId, j.EnteredOn });
        builder.HasIndex(j => new { j.CampaignId, j.DueAt, j.MemberId }).HasFilter("state = 'Waiting'");
    }

    public void Configure(EntityTypeBuilder<CampaignContact> builder)
    {
        builder.HasIndex(c => new { c.CampaignId, c.MemberId, c.EnteredOn, c.Step }).IsUnique();
        builder.HasIndex(c => new { c.MemberId, c.On });

        // Caps and rest ask who was written to in the days behind.
        builder.HasIndex(c => new { c.On, c.MemberId, c.Channel, c.CampaignId }).HasFilter("kind = 'message' AND outcome = 'Queued'");
    }

    public void Configure(EntityTypeBuilder<CampaignEdition> builder) => builder.HasKey(e => new { e.CampaignId, e.Edition });

    public void Configure(EntityTypeBuilder<Placement> builder)
    {
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.HasIndex(p => new { p.MemberId, p.Channel }).HasFilter("state = 'Open'");
        builder.HasIndex(p => new { p.Channel, p.CampaignId }).HasFilter("state = 'Open'");
    }

    public void Configure(EntityTypeBuilder<StoreTask> builder)
    {
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.HasIndex(t => new { t.State, t.StoreId, t.DueOn });
        builder.HasIndex(t => t.MemberId);
    }

    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder) => builder.HasIndex(e => e.Name).IsUnique();

    public void Configure(EntityTypeBuilder<HandOver> builder)
    {
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.HasIndex(h => new { h.State, h.NextAttemptAt });
        builder.HasIndex(h => h.MemberId);
    }
}
