using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Feedback.Model;

/// <summary>A kind of promise that the retailer defined. Deliveries are built in and need no row.</summary>
public sealed class PromiseKind : IVersioned
{
    public const string Delivery = "delivery";

    public long Id { get; set; }

    /// <summary>Name for tills and web shops; unique.</summary>
    public required string Code { get; set; }
    public required string NameNl { get; set; }
    public required string NameEn { get; set; }
    public bool Active { get; set; } = true;
    public int Version { get; set; }
}

public enum RecoveryState { Open, Done, Skipped }

/// <summary>
/// What is done about a broken promise. Invariants: one per broken promise; at most one gesture; what gestures cost in a month and store stays within the budget.
/// </summary>
public sealed class Recovery : IVersioned
{
    public long Id { get; set; }
    public long PromiseId { get; set; }
    public long? MemberId { get; set; }
    public long? StoreId { get; set; }
    public RecoveryState State { get; set; }
    public DateOnly OpenedOn { get; set; }

    /// <summary>The last day on which it is in time.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>points, coupon, card; empty while nothing was given.</summary>
    public string Gesture { get; set; } = "";

    /// <summary>Points, or cents of the coupon.</summary>
    public long Amount { get; set; }

    /// <summary>What the gesture takes from the budget.</summary>
    public long CostCents { get; set; }

    /// <summary>The day on which the gesture was given; its month is that of the budget.</summary>
    public DateOnly? GivenOn { get; set; }
    public string Note { get; set; } = "";
    public string HandledBy { get; set; } = "";
    public DateOnly? HandledOn { get; set; }
    public int Version { get; set; }
}

/// <summary>What gestures took from the budget of a store in a month, changed only by a statement that refuses to pass the limit.</summary>
public sealed class GestureBudget
{
    /// <summary>0 for promises without a store.</summary>
    public long StoreId { get; set; }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; set; }
    public long SpentCents { get; set; }

    /// <summary>The limit at the latest gesture.</summary>
    public long LimitCents { get; set; }
}

internal sealed class RecoveryMapping : IEntityTypeConfiguration<PromiseKind>, IEntityTypeConfiguration<Recovery>, IEntityTypeConfiguration<GestureBudget>
{
    public void Configure(EntityTypeBuilder<PromiseKind> builder) => builder.HasIndex(k => k.Code).IsUnique();

    public void Configure(EntityTypeBuilder<Recovery> builder)
    {
        builder.HasIndex(r => r.PromiseId).IsUnique();
        builder.HasIndex(r => new { r.State, r.DueOn });
        builder.HasIndex(r => r.MemberId);
        builder.HasIndex(r => r.GivenOn);
    }

    public void Configure(EntityTypeBuilder<GestureBudget> builder) => builder.HasKey(b => new { b.StoreId, b.Month });
}
