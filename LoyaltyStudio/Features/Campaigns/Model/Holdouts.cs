using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Campaigns.Model;

/// <summary>A time in which a share of all members gets no promotion at all, to see what all campaigns together bring. The latest one that has not ended counts.</summary>
public sealed class GlobalHoldout
{
    public long Id { get; set; }

    /// <summary>1–20: the share of the members left out.</summary>
    public int Percent { get; set; }
    public required string Salt { get; set; }
    public DateOnly StartOn { get; set; }

    /// <summary>The last day; null while it runs.</summary>
    public DateOnly? EndedOn { get; set; }
    public required string Author { get; set; }
}

/// <summary>A member's side in a global holdout, drawn once and kept for ever.</summary>
public sealed class GlobalHoldoutMember : IAppendOnly
{
    public long HoldoutId { get; set; }
    public long MemberId { get; set; }
    public CampaignGroup Group { get; set; }
    public DateOnly AssignedOn { get; set; }
}

internal sealed class HoldoutsMapping : IEntityTypeConfiguration<GlobalHoldout>, IEntityTypeConfiguration<GlobalHoldoutMember>
{
    public void Configure(EntityTypeBuilder<GlobalHoldout> builder) => builder.HasIndex(h => h.StartOn);

    public void Configure(EntityTypeBuilder<GlobalHoldoutMember> builder)
    {
        builder.HasKey(m => new { m.HoldoutId, m.MemberId });
        builder.HasIndex(m => m.MemberId).HasFilter("\"group\" = 'Holdout'");
    }
}
