using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Segments.Model;

/// <summary>Dynamic: whoever fits the definition on a day. Fixed: a list that stays as it was made.</summary>
public enum SegmentType { Dynamic, Fixed }

/// <summary>A named group of members. Rules, campaigns and the API know it by its code.</summary>
public sealed class Segment : IVersioned
{
    public long Id { get; set; }

    /// <summary>Unique, made of the name at first and then kept: what point rules and web shops ask for.</summary>
    public required string Code { get; set; }
    public required string Name { get; set; }

    /// <summary>What it is for, in the marketer's words.</summary>
    public string Description { get; set; } = "";
    public SegmentType Type { get; set; }

    /// <summary>A <see cref="SegmentDefinition"/> as JSON; of a fixed one what it was made from, empty for a list of numbers.</summary>
    public string Definition { get; set; } = "";

    /// <summary>Not offered and not refreshed any more; its history stays.</summary>
    public bool Archived { get; set; }

    /// <summary>The day for which <see cref="SegmentMember"/> holds; null before the first refresh.</summary>
    public DateOnly? RefreshedOn { get; set; }

    /// <summary>Members in it at the last refresh.</summary>
    public int Size { get; set; }
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime ChangedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>A member is in a segment, as of the last refresh.</summary>
public sealed class SegmentMember
{
    public long SegmentId { get; set; }
    public long MemberId { get; set; }

    /// <summary>The refresh that first found the member in it since the member was last out.</summary>
    public DateOnly Since { get; set; }
}

/// <summary>How large a segment was after the refresh of a day, and who came and went that day.</summary>
public sealed class SegmentSize
{
    public long SegmentId { get; set; }
    public DateOnly AsOf { get; set; }
    public int Count { get; set; }
    public int Entered { get; set; }
    public int Left { get; set; }
}

/// <summary>Recency, frequency and spend of a member, each scored 1 to 5 against all others; see <see cref="Rfm.RfmScores"/>. No row: never bought.</summary>
public sealed class MemberRfm
{
    public long MemberId { get; set; }
    public int Recency { get; set; }
    public int Frequency { get; set; }
    public int Monetary { get; set; }
}

internal sealed class SegmentsMapping : IEntityTypeConfiguration<Segment>, IEntityTypeConfiguration<SegmentMember>, IEntityTypeConfiguration<SegmentSize>, IEntityTypeConfiguration<MemberRfm>
{
    public void Configure(EntityTypeBuilder<Segment> builder) => builder.HasIndex(s => s.Code).IsUnique();

    public void Configure(EntityTypeBuilder<SegmentMember> builder)
    {
        builder.HasKey(m => new { m.SegmentId, m.MemberId });
        builder.HasIndex(m => m.MemberId);
        builder.HasOne<Segment>().WithMany().HasForeignKey(m => m.SegmentId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<SegmentSize> builder)
    {
        builder.HasKey(s => new { s.SegmentId, s.AsOf });
        builder.HasOne<Segment>().WithMany().HasForeignKey(s => s.SegmentId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<MemberRfm> builder)
    {
        builder.HasKey(r => r.MemberId);
        builder.Property(r => r.MemberId).ValueGeneratedNever();
        builder.HasIndex(r => new { r.Recency, r.Frequency, r.Monetary });
    }
}
