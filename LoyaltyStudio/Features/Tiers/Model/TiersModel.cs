using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Tiers.Model;

/// <summary>The tier that a member has now. No row: the lowest tier.</summary>
public sealed class MemberTier
{
    public long MemberId { get; set; }
    public required string Tier { get; set; }
    public DateOnly Since { get; set; }

    /// <summary>The last day of the tier; the review falls on the next. Null for the lowest tier.</summary>
    public DateOnly? ValidUntil { get; set; }
}

/// <summary>A change of tier, with the reason in words and the version whose rules decided.</summary>
public sealed class TierChange : IAppendOnly
{
    public long Id { get; set; }
    public long MemberId { get; set; }
    public required string FromTier { get; set; }
    public required string ToTier { get; set; }
    public DateOnly On { get; set; }
    public DateOnly? ValidUntil { get; set; }
    public long Metric { get; set; }
    public long VersionId { get; set; }

    /// <summary>upgrade, kept, drop.</summary>
    public required string Cause { get; set; }
    public required string Reason { get; set; }
    public DateTime RecordedAt { get; set; }
}

internal sealed class TiersMapping : IEntityTypeConfiguration<MemberTier>, IEntityTypeConfiguration<TierChange>
{
    public void Configure(EntityTypeBuilder<MemberTier> builder)
    {
        builder.HasKey(t => t.MemberId);
        builder.Property(t => t.MemberId).ValueGeneratedNever();
        builder.HasIndex(t => t.Tier);
        builder.HasIndex(t => t.ValidUntil);
    }

    public void Configure(EntityTypeBuilder<TierChange> builder)
    {
        builder.HasIndex(c => new { c.MemberId, c.On });
        builder.HasIndex(c => c.On);
    }
}
