using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Cohorts.Model;

/// <summary>
/// What a cell counts. Month: buyers (Members), purchase days (Base) and revenue in the month Number after the first purchase; month 0 holds the whole cohort. Repeat: members who came back
/// within Number days, of those who could (Base). Gap: purchases (Members) with that many days (upper end of a step) since the one before; Step is the order number. Basket: purchases (Members),
/// lines (Base) and revenue of the Number-th purchase. Mix: members and revenue by where they buy: 1 store, 2 web and the rest, 3 both.
/// </summary>
public enum CohortFact { Month, Repeat, Gap, Basket, Mix }

/// <summary>A sum over the members who first bought in a month, of a home store and a source, with a channel of the first purchase. Made anew by the job refresh-cohorts.</summary>
public sealed class CohortCell
{
    /// <summary>The count that made it; only that of <see cref="CohortState"/> is shown.</summary>
    public int Run { get; set; }
    public CohortFact Fact { get; set; }

    /// <summary>First day of the month of the first purchase.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Home store; 0 for none.</summary>
    public long StoreId { get; set; }
    public required string Source { get; set; }
    public required string Channel { get; set; }

    /// <summary>Order number where Fact says so, else 0.</summary>
    public int Step { get; set; }
    public int Number { get; set; }
    public int Members { get; set; }
    public int Base { get; set; }
    public long Cents { get; set; }
}

/// <summary>From the main category of the first purchase to that of the second: how many members went that way. No second purchase yet: To is empty.</summary>
public sealed class CohortPath
{
    public int Run { get; set; }

    /// <summary>First day of the month of the first purchase.</summary>
    public DateOnly Month { get; set; }
    public long StoreId { get; set; }
    public required string Source { get; set; }
    public required string Channel { get; set; }
    public required string From { get; set; }
    public required string To { get; set; }
    public int Members { get; set; }
}

/// <summary>The count that is shown, and the day up to which it counts; one row.</summary>
public sealed class CohortState
{
    public long Id { get; set; }
    public int Run { get; set; }

    /// <summary>The first day that is not counted.</summary>
    public DateOnly AsOf { get; set; }
    public DateTime MadeAt { get; set; }
}

internal sealed class CohortsMapping : IEntityTypeConfiguration<CohortCell>, IEntityTypeConfiguration<CohortPath>, IEntityTypeConfiguration<CohortState>
{
    public void Configure(EntityTypeBuilder<CohortCell> builder) =>
        builder.HasKey(c => new { c.Run, c.Fact, c.Month, c.StoreId, c.Source, c.Channel, c.Step, c.Number });

    public void Configure(EntityTypeBuilder<CohortPath> builder) => builder.HasKey(p => new { p.Run, p.Month, p.StoreId, p.Source, p.Channel, p.From, p.To });

    public void Configure(EntityTypeBuilder<CohortState> builder) => builder.Property(s => s.Id).ValueGeneratedNever();
}
