using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Events;

/// <summary>HardBounce: the address does not exist. SoftBounce: it did not arrive for now. Complaint: the reader called it spam.</summary>
public enum ReturnedKind { HardBounce, SoftBounce, Complaint }

/// <param name="MessageId">The Message-ID header of the message that we sent, with or without the brackets.</param>
/// <param name="Detail">What the other side said.</param>
public sealed record RecordMessageEventRequest(string MessageId, ReturnedKind Kind, string Detail = "");

/// <param name="Known">It had been told before; nothing was done.</param>
public sealed record RecordedEvent(long Message, ReturnedKind Kind, bool Known);

/// <summary>Notes a bounce or a complaint. After a hard bounce nothing is sent to the address any more; a complaint withdraws the consent for e-mail. Once per message and kind.</summary>
public sealed partial class RecordMessageEvent(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public const string ComplaintSource = "spam complaint";

    public Task<Outcome<RecordedEvent>> RunAsync(Actor actor, RecordMessageEventRequest request, CancellationToken ct) => data.WriteAsync(db => RunInAsync(db, actor, request, ct), ct);

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task<Outcome<RecordedEvent>> RunInAsync(StudioDb db, Actor actor, RecordMessageEventRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditMembers))
        {
            return Refuse.Forbidden();
        }

        if (await FindAsync(db, request.MessageId, ct) is not { } message || !await MemberSearch.SeesAsync(db, actor, message.MemberId, ct))
        {
            return Refuse.NotFound("message_unknown", "This message does not exist.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var kind = request.Kind switch { ReturnedKind.HardBounce => MessageEventKind.Bounced, ReturnedKind.SoftBounce => MessageEventKind.SoftBounced, ReturnedKind.Complaint => MessageEventKind.Complained };
        if (!await EventBook.AddAsync(db, message, kind, 0, request.Detail, today, now, ct))
        {
            return new RecordedEvent(message.Id, request.Kind, Known: true);
        }

        if (request.Kind == ReturnedKind.HardBounce)
        {
            await CloseAddressAsync(db, message, request.Detail, today, now, ct);
        }
        else if (request.Kind == ReturnedKind.Complaint)
        {
            await WithdrawAsync(db, actor, message, now, ct);
        }

        await db.SaveChangesAsync(ct);
        db.Audit(actor, $"message.{kind.ToString().ToLowerInvariant()}", $"message {message.Id}", $"member {message.MemberId}");
        return new RecordedEvent(message.Id, request.Kind, Known: false);
    }

    /// <summary>The message of a Message-ID; the moment in it must be the message's own, so that another installation's messages are not taken for ours.</summary>
    private static async Task<OutboxMessage?> FindAsync(StudioDb db, string messageId, CancellationToken ct)
    {
        if (OwnId().Match(messageId) is not { Success: true } own || !long.TryParse(own.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var message = await db.Set<OutboxMessage>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        return message?.CreatedAt.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) == own.Groups[2].Value ? message : null;
    }

    private static async Task CloseAddressAsync(StudioDb db, OutboxMessage message, string detail, DateOnly on, DateTime at, CancellationToken ct)
    {
        if (message.AddressKey.Length > 0 && !await db.Set<UnusableAddress>().AnyAsync(a => a.AddressKey == message.AddressKey, ct))
        {
            db.Add(new UnusableAddress { AddressKey = message.AddressKey, MessageId = message.Id, Detail = EventBook.Cut(detail), On = on, At = at });
        }
    }

    private static async Task WithdrawAsync(StudioDb db, Actor actor, OutboxMessage message, DateTime now, CancellationToken ct)
    {
        if (await db.Set<Member>().AnyAsync(m => m.Id == message.MemberId && m.EmailConsent, ct))
        {
            await ConsentBook.RecordAsync(db, actor, message.MemberId, ConsentPurpose.Email, granted: false, now, ComplaintSource, $"The reader called message {message.Id} spam", now);
        }
    }

    [GeneratedRegex(@"^\s*<?loyalty\.([0-9]{1,18})\.([0-9]{14})@[^<>\s]{1,255}>?\s*$")]
    private static partial Regex OwnId();
}
