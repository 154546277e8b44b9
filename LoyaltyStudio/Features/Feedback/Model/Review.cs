using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Feedback.Model;

public enum ReviewState { New, Published, Rejected }

/// <summary>Stars and words about a product or a shop; others see it once a person has published it.</summary>
public sealed class Review : IVersioned
{
    public long Id { get; set; }
    public long? MemberId { get; set; }

    /// <summary>Null for a review of the shop itself.</summary>
    public long? ProductId { get; set; }
    public long? StoreId { get; set; }
    public Channel Channel { get; set; }

    /// <summary>1–5.</summary>
    public int Stars { get; set; }
    public string Text { get; set; } = "";
    public ReviewState State { get; set; }
    public DateTime WrittenAt { get; set; }
    public DateOnly WrittenOn { get; set; }

    /// <summary>The invitation on whose page it was written; unique where given.</summary>
    public long? InvitationId { get; set; }

    /// <summary>The caller's own key: the same key again is the same review; unique where given.</summary>
    public string? RequestKey { get; set; }
    public string DecidedBy { get; set; } = "";
    public DateOnly? DecidedOn { get; set; }
    public int Version { get; set; }
}

/// <summary>The settings of feedback and promises. One row, made when it is saved for the first time; until then the defaults hold.</summary>
public sealed class FeedbackSetting : IVersioned
{
    public const long OnlyId = 1;

    public long Id { get; set; } = OnlyId;

    /// <summary>Working days in which a complaint is answered.</summary>
    public int ComplaintDays { get; set; } = 3;

    /// <summary>Days in which an invitation can be answered.</summary>
    public int InvitationDays { get; set; } = 30;

    /// <summary>Whether managers get an e-mail about complaints and low scores of their store.</summary>
    public bool AlertByMail { get; set; } = true;

    /// <summary>Working days in which a broken promise is made good.</summary>
    public int RecoveryDays { get; set; } = 2;

    /// <summary>What gestures of one store may cost in a calendar month, cents.</summary>
    public long GestureBudgetCents { get; set; } = 10_000;

    /// <summary>What hundred points cost, cents.</summary>
    public long HundredPointsCents { get; set; } = 250;

    /// <summary>What a card by hand costs, cents.</summary>
    public long CardCents { get; set; } = 350;
    public int Version { get; set; }
}

internal sealed class ReviewMapping : IEntityTypeConfiguration<Review>, IEntityTypeConfiguration<FeedbackSetting>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.HasIndex(r => new { r.ProductId, r.State });
        builder.HasIndex(r => new { r.State, r.WrittenOn });
        builder.HasIndex(r => r.MemberId);
        builder.HasIndex(r => r.InvitationId).IsUnique();
        builder.HasIndex(r => r.RequestKey).IsUnique();
    }

    public void Configure(EntityTypeBuilder<FeedbackSetting> builder) => builder.Property(s => s.Id).ValueGeneratedNever();
}
