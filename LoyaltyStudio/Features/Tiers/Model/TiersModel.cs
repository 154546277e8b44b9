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

    /// <summary>A tier that is reached and begins with the next period.</summary>
    public string? Coming { get; set; }
    public DateOnly? ComingOn { get; set; }

    /// <summary>The day on which the coming tier was reached.</summary>
    public DateOnly? ComingSince { get; set; }

    /// <summary>The last day of a tier that a person gave; until then nothing changes by itself.</summary>
    public DateOnly? ManualUntil { get; set; }
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

    /// <summary>One of <see cref="Evaluating.TierCauses"/>.</summary>
    public required string Cause { get; set; }
    public required string Reason { get; set; }

    /// <summary>The goals that decided, as JSON; null with changes of the first release and with those of a person.</summary>
    public string? Measured { get; set; }

    /// <summary>The tier that begins with the next period, with cause coming or cancelled.</summary>
    public string? Coming { get; set; }
    public DateOnly? ComingOn { get; set; }

    /// <summary>The person who gave or ended the tier.</summary>
    public string? Author { get; set; }
    public DateTime RecordedAt { get; set; }
}

/// <summary>How far the nightly evaluation is: one row.</summary>
public sealed class TierProgress
{
    public int Id { get; set; }

    /// <summary>The day to which every member was brought.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>The highest booking when the last evaluation began.</summary>
    public long EntryId { get; set; }

    /// <summary>The highest booking when the evaluation before it began: from there on bookings are looked at again, since a transaction may commit after one with higher numbers.</summary>
    public long EntryIdBefore { get; set; }

    /// <summary>How many versions had begun by then; another number means that one was published for a day that was evaluated already.</summary>
    public int Versions { get; set; }
}

internal sealed class TiersMapping : IEntityTypeConfiguration<MemberTier>, IEntityTypeConfiguration<TierChange>, IEntityTypeConfiguration<TierProgress>
{
    public void Configure(EntityTypeBuilder<MemberTier> builder)
    {
        builder.HasKey(t => t.MemberId);
        builder.Property(t => t.MemberId).ValueGeneratedNever();
        builder.HasIndex(t => t.Tier);
        builder.HasIndex(t => t.ValidUntil);
        builder.HasIndex(t => t.ComingOn);
    }

    public void Configure(EntityTypeBuilder<TierChange> builder)
    {
        builder.HasIndex(c => new { c.MemberId, c.On });
        builder.HasIndex(c => c.On);
    }

    public void Configure(EntityTypeBuilder<TierProgress> builder) => builder.Property(p => p.Id).ValueGeneratedNever();
}
