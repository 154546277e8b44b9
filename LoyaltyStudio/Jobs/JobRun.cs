using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Jobs;

public enum JobState { Running, Done, Failed, Cancelled }

/// <summary>
/// One run of a job for one period: unique (name, period key). A second start of the same period goes on in the same row with the next attempt.
/// Invariants: at most one live lease per job; Done only with the work at its end.
/// </summary>
public sealed class JobRun
{
    public long Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The day, period or minute that the run is for, such as 2026-09-30 or 2026-Q3.</summary>
    public required string PeriodKey { get; set; }
    public JobState State { get; set; }
    public int Attempt { get; set; }
    public required string Actor { get; set; }
    public DateOnly AsOf { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }

    /// <summary>Items done of Total; Total is 0 where it is not known beforehand.</summary>
    public long DoneItems { get; set; }
    public long TotalItems { get; set; }
    public string Step { get; set; } = "";

    /// <summary>What came out, one sentence in English.</summary>
    public string Result { get; set; } = "";
    public string Error { get; set; } = "";

    /// <summary>Who holds the run and until when; another process may take over after that.</summary>
    public string LeaseOwner { get; set; } = "";
    public DateTime LeaseUntil { get; set; }

    /// <summary>Who asked to stop the run; the run sees it within a second. Empty when nobody did.</summary>
    public string CancelledBy { get; set; } = "";
}

/// <summary>A schedule that differs from the job's own: another time or switched off.</summary>
public sealed class JobSetting
{
    public required string Name { get; set; }
    public required string Cron { get; set; }
    public bool Enabled { get; set; } = true;
}

internal sealed class JobsMapping : IEntityTypeConfiguration<JobRun>, IEntityTypeConfiguration<JobSetting>
{
    public void Configure(EntityTypeBuilder<JobRun> builder)
    {
        builder.HasIndex(r => new { r.Name, r.PeriodKey }).IsUnique();
        builder.HasIndex(r => r.StartedAt);
    }

    public void Configure(EntityTypeBuilder<JobSetting> builder) => builder.HasKey(s => s.Name);
}
