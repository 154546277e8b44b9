using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;

namespace LoyaltyStudio.Features.Messaging;

/// <summary>A message that somebody decided on. Html and Text may hold <see cref="Templates.MailLayout.UnsubscribeMark"/> and, with a cheque, <see cref="Templates.MailLayout.CodeMark"/>; delivery puts link and code there.</summary>
public sealed record OutboxDraft(long MemberId, long? CampaignId, MessageKind Kind, string Address, string Name, string Language, string Subject, string Html, string Text)
{
    /// <summary>What goes with it, see <see cref="Delivery.IMailAttachment"/>; empty for nothing.</summary>
    public string AttachmentKind { get; init; } = "";
    public long? AttachmentId { get; init; }

    /// <summary>The contact of a campaign; subject and words are made at the hand-over.</summary>
    public long? ContactId { get; init; }

    /// <summary>Of promotion: which goes first where a person may get only one.</summary>
    public int Priority { get; init; } = 50;
    public int ExpectedValueCents { get; init; }

    /// <summary>The user to whom it goes, for a message to a colleague; MemberId is 0 then.</summary>
    public long? ColleagueId { get; init; }
}

/// <summary>Where other features leave messages, in the transaction that decides on them. Delivery happens later, by the job deliver-outbox.</summary>
public static class Outbox
{
    /// <summary>Queues the messages and answers their ids, in order.</summary>
    public static async Task<IReadOnlyList<long>> AddAsync(StudioDb db, IReadOnlyList<OutboxDraft> drafts, DateOnly createdOn, DateTime nowUtc)
    {
        var ids = await db.NextIdsAsync<OutboxMessage>(drafts.Count);
        await db.BulkInsertAsync(drafts.Select((draft, i) => new OutboxMessage
        {
            Id = ids[i],
            MemberId = draft.MemberId,
            ColleagueId = draft.ColleagueId,
            CampaignId = draft.CampaignId,
            ContactId = draft.ContactId,
            Kind = draft.Kind,
            ToAddress = draft.Address,
            ToName = draft.Name,
            AddressKey = KeyOf(draft.Address),
            Priority = draft.Priority,
            ExpectedValueCents = draft.ExpectedValueCents,
            Language = draft.Language,
            Subject = draft.Subject,
            Html = draft.Html,
            Text = draft.Text,
            UnsubscribeToken = NewToken(),
            AttachmentKind = draft.AttachmentKind,
            AttachmentId = draft.AttachmentId,
            State = MessageState.Queued,
            CreatedAt = nowUtc,
            CreatedOn = createdOn,
            NextAttemptAt = nowUtc,
        }).ToList());
        return ids;
    }

    /// <summary>An address as persons are told apart by it.</summary>
    public static string KeyOf(string address) => address.Trim().ToLowerInvariant();

    /// <summary>128 random bits in 22 symbols that may stand in a web address.</summary>
    internal static string NewToken() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
