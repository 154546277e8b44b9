using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Feedback.Model;

public enum SurveyKind { AfterPurchase, AfterService, Periodic, InStore }

/// <summary>A question from 0 to 10 with room for words: would you recommend us.</summary>
public sealed class Survey : IVersioned
{
    public long Id { get; set; }
    public required string Name { get; set; }
    public SurveyKind Kind { get; set; }
    public bool Active { get; set; }
    public required string QuestionNl { get; set; }
    public required string QuestionEn { get; set; }

    /// <summary>Days between the moment and the invitation.</summary>
    public int WaitDays { get; set; }

    /// <summary>Nobody is asked again, by any survey, within so many days.</summary>
    public int RestDays { get; set; } = 90;

    /// <summary>Of a periodic survey: a member is asked again after so many days.</summary>
    public int EveryDays { get; set; } = 180;

    /// <summary>Whether somebody who answered about a purchase may write a review on the same page.</summary>
    public bool AskReview { get; set; }
    public DateTime CreatedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>One answer to a survey. Never changed; themes are tags beside it.</summary>
public sealed class SurveyAnswer : IAppendOnly
{
    public long Id { get; set; }
    public long SurveyId { get; set; }

    /// <summary>Null for an answer on a tablet without a card.</summary>
    public long? MemberId { get; set; }
    public long? StoreId { get; set; }
    public Channel Channel { get; set; }

    /// <summary>The member's tier at that moment; empty without a member.</summary>
    public string Tier { get; set; } = "";

    /// <summary>0–10; 9 and 10 are promoters, 0–6 detractors.</summary>
    public int Score { get; set; }
    public string Comment { get; set; } = "";
    public DateTime AnsweredAt { get; set; }
    public DateOnly AnsweredOn { get; set; }

    /// <summary>The invitation that it answers; unique. Null for an answer in the store or typed in.</summary>
    public long? InvitationId { get; set; }

    /// <summary>Set for an answer about a purchase.</summary>
    public long? PurchaseId { get; set; }

    /// <summary>Made with the form, so that a second press is no second answer; unique where given.</summary>
    public string? RequestKey { get; set; }
}

/// <summary>How a complaint came in.</summary>
public enum ComplaintSource { Staff, Api, Survey }

public enum ComplaintState { Open, Answered, Closed }

/// <summary>Something that went wrong in a customer's eyes: with an owner, a deadline and an answer. While it is open its member gets no promotion.</summary>
public sealed class Complaint : IVersioned
{
    public long Id { get; set; }
    public long? MemberId { get; set; }
    public long? StoreId { get; set; }
    public Channel Channel { get; set; }
    public ComplaintState State { get; set; }
    public required string Subject { get; set; }
    public required string Body { get; set; }

    /// <summary>Who has to answer; null until somebody takes it.</summary>
    public long? OwnerId { get; set; }
    public DateOnly OpenedOn { get; set; }
    public DateTime OpenedAt { get; set; }

    /// <summary>The last day on which an answer is in time.</summary>
    public DateOnly DueOn { get; set; }
    public string Answer { get; set; } = "";
    public ComplaintSource Source { get; set; }

    /// <summary>The answer to a survey that it came from.</summary>
    public long? AnswerId { get; set; }
    public long? PurchaseId { get; set; }

    /// <summary>The caller's own key: the same key again is the same complaint; unique where given.</summary>
    public string? RequestKey { get; set; }
    public DateOnly? AnsweredOn { get; set; }
    public DateOnly? ClosedOn { get; set; }
    public int Version { get; set; }
}

/// <summary>Something that was promised to a member: a delivery on a day, a call back. Kept in time, kept late, or open.</summary>
public sealed class MemberPromise
{
    public long Id { get; set; }

    /// <summary>delivery, or a kind that the retailer defined.</summary>
    public required string Kind { get; set; }

    /// <summary>What tells it from others of its kind; of a delivery the id of the purchase.</summary>
    public required string Reference { get; set; }
    public long? MemberId { get; set; }
    public long? StoreId { get; set; }
    public Channel Channel { get; set; }

    /// <summary>Set for what was promised about a purchase.</summary>
    public long? PurchaseId { get; set; }
    public DateOnly MadeOn { get; set; }

    /// <summary>The last day on which it is kept in time.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>When it was done; null while open.</summary>
    public DateOnly? DoneOn { get; set; }

    /// <summary>The day after <see cref="DueOn"/>, once it is known that nothing was done until then; null otherwise.</summary>
    public DateOnly? BrokenOn { get; set; }

    /// <summary>What was promised, in words; may be empty.</summary>
    public string Note { get; set; } = "";
}

internal sealed class FeedbackMapping : IEntityTypeConfiguration<Survey>, IEntityTypeConfiguration<SurveyAnswer>, IEntityTypeConfiguration<Complaint>, IEntityTypeConfiguration<MemberPromise>
{
    public void Configure(EntityTypeBuilder<Survey> builder)
    {
    }

    public void Configure(EntityTypeBuilder<SurveyAnswer> builder)
    {
        builder.HasIndex(a => new { a.MemberId, a.AnsweredOn });
        builder.HasIndex(a => new { a.AnsweredOn, a.StoreId });
        builder.HasIndex(a => a.InvitationId).IsUnique();
        builder.HasIndex(a => a.RequestKey).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Complaint> builder)
    {
        builder.HasIndex(c => new { c.MemberId, c.State });
        builder.HasIndex(c => new { c.State, c.DueOn });
        builder.HasIndex(c => c.RequestKey).IsUnique();
        builder.HasIndex(c => c.AnswerId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<MemberPromise> builder)
    {
        builder.HasIndex(p => new { p.Kind, p.Reference }).IsUnique();
        builder.HasIndex(p => new { p.MemberId, p.BrokenOn });
        builder.HasIndex(p => new { p.DueOn, p.DoneOn });
        builder.HasIndex(p => p.BrokenOn);
    }
}
