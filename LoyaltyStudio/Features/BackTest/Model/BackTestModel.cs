using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.BackTest.Model;

/// <summary>How far a back-test is. Interrupted: the server stopped while it ran.</summary>
public enum BackTestState { Running, Done, Cancelled, Failed, Interrupted }

/// <summary>
/// A back-test of a draft, kept with its result. The content of the draft is kept as it was then, for the draft may change or go. Invariant: at most
/// one runs at a time (<see cref="RunningKey"/>).
/// </summary>
public sealed class BackTestRun
{
    public long Id { get; set; }
    public long VersionId { get; set; }

    /// <summary>Number of the version, as people call it.</summary>
    public int Number { get; set; }

    /// <summary>The note of the draft then.</summary>
    public string Note { get; set; } = "";

    /// <summary>The programme content as JSON.</summary>
    public required string Content { get; set; }
    public int Months { get; set; }
    public BackTestState State { get; set; }

    /// <summary>"running" while it runs, else null; unique.</summary>
    public string? RunningKey { get; set; }

    /// <summary>Per thousand.</summary>
    public int Progress { get; set; }

    /// <summary>Moved on every few seconds while it runs; a run whose sign of life is old was interrupted.</summary>
    public DateTime AliveAt { get; set; }

    /// <summary>Set by whoever wants it to stop.</summary>
    public bool StopAsked { get; set; }

    /// <summary>The result as JSON, once it is done.</summary>
    public string? Result { get; set; }
    public required string StartedBy { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? EndedAt { get; set; }
}

internal sealed class BackTestMapping : IEntityTypeConfiguration<BackTestRun>
{
    public void Configure(EntityTypeBuilder<BackTestRun> builder)
    {
        builder.ToTable("back_test");
        builder.HasIndex(r => r.RunningKey).IsUnique();
        builder.HasIndex(r => r.StartedAt);
    }
}
