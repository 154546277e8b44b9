using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Messaging.Model;

/// <summary>Unknown: the process stopped during the hand-over, so that nobody knows whether it went out; a person decides.</summary>
public enum MessageState { Queued, Sending, Sent, Failed, Withheld, Unknown }

public enum MessageKind { Marketing, Service }

/// <summary>
/// A message to one member, or to a colleague, written in the transaction that decided on it and delivered by a job. Invariants: unique per contact of a campaign;
/// sent only with consent at the moment of hand-over when it is marketing; handed over at most once.
/// </summary>
public sealed class OutboxMessage
{
    public long Id { get; set; }
    public long MemberId { get; set; }

    /// <summary>For a message to a colleague instead of a member: the user; <see cref="MemberId"/> is 0 then.</summary>
    public long? ColleagueId { get; set; }
    public long? CampaignId { get; set; }

    /// <summary>The contact of a campaign that it belongs to: unique, so that no step sends twice. Subject and words are made at the hand-over then.</summary>
    public long? ContactId { get; set; }
    public MessageKind Kind { get; set; }
    public required string ToAddress { get; set; }
    public required string ToName { get; set; }

    /// <summary>The address in lower case without spaces around it: the person to whom caps apply.</summary>
    public string AddressKey { get; set; } = "";

    /// <summary>Of promotion: which goes first where a person may get only one; the higher, then the higher expected value (cents).</summary>
    public int Priority { get; set; }
    public int ExpectedValueCents { get; set; }
    public required string Language { get; set; }
    public required string Subject { get; set; }
    public required string Html { get; set; }
    public required string Text { get; set; }

    /// <summary>Opaque, 128 random bits: the address of the unsubscribe page.</summary>
    public required string UnsubscribeToken { get; set; }
    public MessageState State { get; set; }
    public int Attempts { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateOnly CreatedOn { get; set; }
    public DateTime NextAttemptAt { get; set; }
    public DateTime? SentAt { get; set; }

    /// <summary>What goes with it, such as cheque; empty for nothing. Made at the hand-over, never stored.</summary>
    public string AttachmentKind { get; set; } = "";

    /// <summary>Which one: the id of the cheque.</summary>
    public long? AttachmentId { get; set; }

    /// <summary>Why it failed or was held back, in English.</summary>
    public string Error { get; set; } = "";
}

internal sealed class MessagingMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.HasIndex(m => new { m.CampaignId, m.MemberId });
        builder.HasIndex(m => m.ContactId).IsUnique();
        builder.HasIndex(m => new { m.State, m.NextAttemptAt });
        builder.HasIndex(m => m.MemberId);

        // Caps ask what else one person got or waits for.
        builder.HasIndex(m => m.AddressKey).HasFilter("kind = 'Marketing'");
        builder.HasIndex(m => m.UnsubscribeToken).IsUnique();
    }
}
