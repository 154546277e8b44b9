using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Lifecycle.Model;

/// <summary>Where a customer stands with us, in the order in which the first that fits is taken (semantics 8).</summary>
public enum LifecycleState { Returned, AtRisk, Unknown, New, Lost, Lapsed, Hesitating, Ambassador, Active }

/// <summary>The state of a member when it was last looked at. No row: not looked at yet, or erased.</summary>
public sealed class MemberState
{
    public long MemberId { get; set; }
    public LifecycleState State { get; set; }
    public DateOnly Since { get; set; }

    /// <summary>Why, as a code of <see cref="StateCause"/>.</summary>
    public required string Cause { get; set; }

    /// <summary>Days between purchases that are usual for this member: the own rhythm, shrunk towards that of the group; 0 before a first purchase.</summary>
    public double RhythmDays { get; set; }

    /// <summary>How many times between two days of purchase the rhythm rests on.</summary>
    public int Gaps { get; set; }

    /// <summary>What was bought most of, by amount; empty without purchases.</summary>
    public string Category { get; set; } = "";

    /// <summary>The last purchase that ended a time in which the member was lost; null for who never was.</summary>
    public DateOnly? BackOn { get; set; }

    /// <summary>The next day on which time alone may change the state; null: never.</summary>
    public DateOnly? LookAgainOn { get; set; }
}

/// <summary>A member went from one state to another.</summary>
public sealed class StateChange : IAppendOnly
{
    public long Id { get; set; }
    public long MemberId { get; set; }

    /// <summary>Null for the first one.</summary>
    public LifecycleState? FromState { get; set; }
    public LifecycleState ToState { get; set; }
    public DateOnly On { get; set; }
    public required string Cause { get; set; }
}

/// <summary>The usual days between purchases in one group: main category and kind of home store.</summary>
public sealed class StateGroup
{
    public required string Category { get; set; }

    /// <summary>Shop, Web, or empty without a home store. Both empty: everybody, for groups that are too small.</summary>
    public required string StoreKind { get; set; }
    public double MedianDays { get; set; }
    public long Gaps { get; set; }
}

/// <summary>One time that the states were brought up to date.</summary>
public sealed class StateRun
{
    public long Id { get; set; }
    public DateOnly On { get; set; }

    /// <summary>When it began to read; what was recorded later is for the next one.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>The newest purchase when it began.</summary>
    public long PurchaseId { get; set; }

    /// <summary>Whether groups were measured again and everybody was looked at.</summary>
    public bool Full { get; set; }

    /// <summary>Kept spend of the last 365 days from which a member is among the top spenders, cents.</summary>
    public long TopSpendCents { get; set; }

    /// <summary>The settings by which it decided.</summary>
    public int SettingsVersion { get; set; }
    public int Looked { get; set; }
    public int Moved { get; set; }
}

internal sealed class LifecycleMapping : IEntityTypeConfiguration<MemberState>, IEntityTypeConfiguration<StateChange>, IEntityTypeConfiguration<StateGroup>, IEntityTypeConfiguration<StateRun>,
    IEntityTypeConfiguration<LifecycleSettings>
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

    public void Configure(EntityTypeBuilder<StateGroup> builder) => builder.HasKey(g => new { g.Category, g.StoreKind });

    public void Configure(EntityTypeBuilder<StateRun> builder) => builder.HasIndex(r => r.On);

    public void Configure(EntityTypeBuilder<LifecycleSettings> builder) => builder.Property(s => s.Id).ValueGeneratedNever();
}
