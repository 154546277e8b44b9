using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Feedback.Model;

/// <summary>
/// A member was asked a survey's question by e-mail. Invariants: once per survey, member and moment; at most one answer; the address of the page is made at the
/// hand-over of the message, and only its hash is kept.
/// </summary>
public sealed class SurveyInvitation
{
    public long Id { get; set; }
    public long SurveyId { get; set; }
    public long MemberId { get; set; }

    /// <summary>What it is about: purchase 12, complaint 3, period 2026-11-22.</summary>
    public required string Moment { get; set; }
    public long? StoreId { get; set; }
    public Channel Channel { get; set; }
    public long? PurchaseId { get; set; }

    /// <summary>nl or en: the language of the member when asked.</summary>
    public required string Language { get; set; }
    public DateOnly InvitedOn { get; set; }

    /// <summary>The last day on which the page takes an answer.</summary>
    public DateOnly ExpiresOn { get; set; }

    /// <summary>SHA-256 of the 128 random bits in the address; null until the message is handed over.</summary>
    public byte[]? TokenHash { get; set; }
    public DateTime? AnsweredAt { get; set; }
}

/// <summary>A tablet in a store: an address with 128 random bits, of which only the hash is kept. A new address ends the old one.</summary>
public sealed class StoreTablet
{
    public long StoreId { get; set; }
    public required byte[] CodeHash { get; set; }
    public DateTime MadeAt { get; set; }
    public required string MadeBy { get; set; }
}

internal sealed class SurveyInvitationMapping : IEntityTypeConfiguration<SurveyInvitation>, IEntityTypeConfiguration<StoreTablet>
{
    public void Configure(EntityTypeBuilder<SurveyInvitation> builder)
    {
        builder.HasIndex(i => new { i.SurveyId, i.MemberId, i.Moment }).IsUnique();
        builder.HasIndex(i => new { i.MemberId, i.InvitedOn });
        builder.HasIndex(i => i.InvitedOn);
        builder.HasIndex(i => i.TokenHash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<StoreTablet> builder)
    {
        builder.HasKey(t => t.StoreId);
        builder.Property(t => t.StoreId).ValueGeneratedNever();
        builder.HasIndex(t => t.CodeHash).IsUnique();
    }
}
