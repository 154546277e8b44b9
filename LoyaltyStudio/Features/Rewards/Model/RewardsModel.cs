using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Rewards.Model;

public enum RewardKind { Product, Discount, Gift, Experience }

/// <summary>Something that members get for points. Invariant: the stock is never below zero; it changes only by guarded statements.</summary>
public sealed class Reward : IVersioned
{
    public long Id { get; set; }

    /// <summary>Name for tills and web shops; unique.</summary>
    public required string Code { get; set; }
    public RewardKind Kind { get; set; }
    public string NameNl { get; set; } = "";
    public string NameEn { get; set; } = "";
    public string DescriptionNl { get; set; } = "";
    public string DescriptionEn { get; set; } = "";

    /// <summary>Price in points.</summary>
    public long Points { get; set; }

    /// <summary>What is left; null where it never runs out.</summary>
    public long? Stock { get; set; }

    /// <summary>First and last day on which it can be had.</summary>
    public DateOnly? FromOn { get; set; }
    public DateOnly? UntilOn { get; set; }

    /// <summary>Codes of the tiers that may have it, separated by blanks; empty for everybody.</summary>
    public string Tiers { get; set; } = "";
    public bool Active { get; set; } = true;
    public int Version { get; set; }

    public string Name(string language) => language == "en" && NameEn.Length > 0 ? NameEn : NameNl;

    public string Description(string language) => language == "en" && DescriptionEn.Length > 0 ? DescriptionEn : DescriptionNl;

    public IReadOnlyList<string> TierCodes => Tiers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A reward that a member took. Invariant: it has one spending entry over its points, and once undone one or two entries that give them back.</summary>
public sealed class RewardOrder
{
    public long Id { get; set; }
    public long RewardId { get; set; }
    public long MemberId { get; set; }
    public long EntryId { get; set; }

    /// <summary>What it cost.</summary>
    public long Points { get; set; }

    /// <summary>The caller's own key: the same key again is the same order. Unique.</summary>
    public required string RequestKey { get; set; }
    public DateTime At { get; set; }
    public DateOnly On { get; set; }
    public long? StoreId { get; set; }
    public required string By { get; set; }
    public DateTime? UndoneAt { get; set; }
    public string? UndoneBy { get; set; }
    public string UndoReason { get; set; } = "";

    /// <summary>Points that came back with a new last day, because their own had passed.</summary>
    public long GoodwillPoints { get; set; }
}

internal sealed class RewardsMapping : IEntityTypeConfiguration<Reward>, IEntityTypeConfiguration<RewardOrder>
{
    public void Configure(EntityTypeBuilder<Reward> builder)
    {
        builder.HasIndex(r => r.Code).IsUnique();
        builder.Ignore(r => r.TierCodes);
    }

    public void Configure(EntityTypeBuilder<RewardOrder> builder)
    {
        builder.HasIndex(o => o.RequestKey).IsUnique();
        builder.HasIndex(o => o.EntryId).IsUnique();
        builder.HasIndex(o => new { o.MemberId, o.At });
        builder.HasIndex(o => o.RewardId);
        builder.HasOne<Reward>().WithMany().HasForeignKey(o => o.RewardId).OnDelete(DeleteBehavior.Restrict);
    }
}
