using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Points.Model;

public enum AdjustmentState { Requested, Booked, Rejected }

/// <summary>
/// A correction of points by hand, with its reason. Above the organisation's limit it waits until a second person decides. Invariant: it has an entry if and
/// only if it is booked.
/// </summary>
public sealed class PointAdjustment
{
    public long Id { get; set; }
    public long MemberId { get; set; }

    /// <summary>Signed.</summary>
    public long Points { get; set; }
    public required string Reason { get; set; }
    public AdjustmentState State { get; set; }

    /// <summary>Made when the form opened, so that a second click is no second correction; unique.</summary>
    public required string RequestKey { get; set; }
    public required string RequestedBy { get; set; }
    public DateTime RequestedAt { get; set; }
    public string? DecidedBy { get; set; }
    public DateTime? DecidedAt { get; set; }
    public string DecisionNote { get; set; } = "";
    public long? EntryId { get; set; }
}

internal sealed class PointAdjustmentMapping : IEntityTypeConfiguration<PointAdjustment>
{
    public void Configure(EntityTypeBuilder<PointAdjustment> builder)
    {
        builder.HasIndex(a => a.RequestKey).IsUnique();
        builder.HasIndex(a => new { a.State, a.RequestedAt });
        builder.HasIndex(a => a.MemberId);
    }
}
