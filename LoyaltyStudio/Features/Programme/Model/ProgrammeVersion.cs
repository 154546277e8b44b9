using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Programme.Model;

public enum ProgrammeState { Draft, Published }

/// <summary>
/// Tiers, earning rules and the cheque scheme as they hold from one date to the next version's date. A published version never changes.
/// Live, scheduled and retired follow from the dates of the published versions; see <see cref="ProgrammeTimeline"/>.
/// </summary>
public sealed class ProgrammeVersion : IVersioned
{
    public long Id { get; set; }

    /// <summary>1, 2, 3 … as people name it.</summary>
    public int Number { get; set; }
    public ProgrammeState State { get; set; }

    /// <summary>First business date that the version judges; set when published.</summary>
    public DateOnly? EffectiveFrom { get; set; }

    /// <summary>First day on which it no longer judges although no other version has begun: the programme stopped. Null: it judges until another begins.</summary>
    public DateOnly? RetiredFrom { get; set; }

    /// <summary>The <see cref="ProgrammeContent"/> as JSON.</summary>
    public required string Content { get; set; }
    public string Note { get; set; } = "";
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? PublishedAt { get; set; }
    public string? PublishedBy { get; set; }
    public int Version { get; set; }
}

internal sealed class ProgrammeMapping : IEntityTypeConfiguration<ProgrammeVersion>
{
    public void Configure(EntityTypeBuilder<ProgrammeVersion> builder)
    {
        builder.HasIndex(v => v.Number).IsUnique();
        builder.HasIndex(v => v.EffectiveFrom).IsUnique();
    }
}
