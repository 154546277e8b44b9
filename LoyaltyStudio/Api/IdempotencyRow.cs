using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Api;

/// <summary>The answer that was given to a request with an Idempotency-Key, written in the transaction of its effect.</summary>
public sealed class IdempotencyRow
{
    public long ApiKeyId { get; set; }
    public required string Key { get; set; }

    /// <summary>SHA-256 of method, path and body: the same key with other content is refused.</summary>
    public required string RequestHash { get; set; }
    public int Status { get; set; }
    public required string Body { get; set; }
    public DateTime CreatedAt { get; set; }
}

internal sealed class ApiMapping : IEntityTypeConfiguration<IdempotencyRow>
{
    public void Configure(EntityTypeBuilder<IdempotencyRow> builder) => builder.HasKey(r => new { r.ApiKeyId, r.Key });
}
