using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>A sale that is planned: when everybody may enter, and when it is over. Members with early access enter before the public start.</summary>
public sealed class Sale : IVersioned
{
    public long Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The moment for everybody (UTC).</summary>
    public DateTime StartsAt { get; set; }
    public DateTime EndsAt { get; set; }
    public int Version { get; set; }
}

internal sealed class SaleMapping : IEntityTypeConfiguration<Sale>
{
    public void Configure(EntityTypeBuilder<Sale> builder) => builder.HasIndex(s => s.EndsAt);
}
