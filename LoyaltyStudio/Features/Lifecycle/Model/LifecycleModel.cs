using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Lifecycle.Model;

/// <summary>Where a customer stands with us, in the order in which the first that fits is taken (semantics 8).</summary>
public enum LifecycleState { Returned, AtRisk, Unknown, New, Lost, Lapsed, Hesitating, Ambassador, Active }

/// <summary>The state of a member on the day it was last looked at. No row: not looked at yet.</summary>
public sealed class MemberState
{
    public long MemberId { get; set; }
    public LifecycleState State { get; set; }
    public DateOnly Since { get; set; }

    /// <summary>Why, as a code of <see cref="StateCause"/>.</summary>
    public required string Cause { get; set; }

    /// <summary>The member's own rhythm in days, shrunk towards that of the group; 0 before a first purchase.</summary>
    public double RhythmDays { get; set; }

    /// <summary>The last day on which the member was lost; null for who never was.</summary>
    public DateOnly? LostUntil { get; set; }

    /// <summary>The first day on which the state may change by time alone, when nothing is bought; null: never.</summary>
    public DateOnly? LookAgainOn { get; set; }
}

/// <summary>A member went from one state to another.</summary>
public sealed class StateChange : IAppendOnly
{
    public long Id { get; set; }
    public long MemberId { get; set; }

    /// <summary>Null for the first one.</summary>
    public LifecycleState? From { get; set; }
    public LifecycleState To { get; set; }
    public DateOnly On { get; set; }
    public required string Cause { get; set; }
}

internal sealed class LifecycleMapping : IEntityTypeConfiguration<MemberState>, IEntityTypeConfiguration<StateChange>
{
    public void Configure(EntityTypeBuilder<MemberState> builder)
    {
        builder.HasKey(s => s.MemberId);
        builder.Property(s => s.MemberId).ValueGeneratedNever();
        builder.HasIndex(s => new { s.State, s.Since });
        builder.HasIndex(s => s.LookAgainOn);
    }

    public void Configure(EntityTypeBuilder<StateChange> builder)
    {
        builder.HasIndex(c => new { c.MemberId, c.On });
        builder.HasIndex(c => c.On);
    }
}
