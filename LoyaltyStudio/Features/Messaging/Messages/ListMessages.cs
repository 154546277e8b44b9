using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Messages;

/// <summary>Null filters mean all.</summary>
public sealed record ListMessagesRequest(PageRequest Page, MessageState? State = null, long? CampaignId = null, long? MemberId = null);

public sealed record MessageRow(long Id, MessageState State, MessageKind Kind, long MemberId, string MemberName, string Address, string Subject, DateTime CreatedAt,
    DateTime? SentAt, DateTime NextAttemptAt, int Attempts, string Error);

/// <summary>A page of messages, and how many there are in each state under the same campaign and member.</summary>
public sealed record MessageList(PageOf<MessageRow> Page, IReadOnlyDictionary<MessageState, int> Counts);

/// <summary>Messages, the latest first. The subject of one that is written at the hand-over is made for looking at, until it went out.</summary>
public sealed class ListMessages(StudioData data, IEnumerable<IMailAttachment>? attachments = null)
{
    public async Task<Outcome<MessageList>> RunAsync(Actor actor, ListMessagesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMessages))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var stores = actor.Stores;
        var messages = from message in db.Set<OutboxMessage>()
                       join found in db.Set<Member>() on message.MemberId equals found.Id into members
                       from member in members.DefaultIfEmpty()
                       where stores == null || (member != null && member.HomeStoreId != null && stores.Contains(member.HomeStoreId.Value))
                       where request.CampaignId == null || message.CampaignId == request.CampaignId
                       where request.MemberId == null || message.MemberId == request.MemberId
                       select new { message, member };
        var counts = await messages.GroupBy(m => m.message.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var wanted = request.State is { } state ? messages.Where(m => m.message.State == state) : messages;
        var rows = await wanted.OrderByDescending(m => m.message.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
            .Select(m => new MessageRow(m.message.Id, m.message.State, m.message.Kind, m.message.MemberId, m.member == null ? m.message.ToName : (m.member.FirstName + " " + m.member.LastName).Trim(),
                m.message.ToAddress, m.message.Subject, m.message.CreatedAt, m.message.SentAt, m.message.NextAttemptAt, m.message.Attempts, m.message.Error))
            .ToListAsync(ct);
        rows = await WithSubjectsAsync(db, rows, ct);
        var total = request.State is { } one ? counts.GetValueOrDefault(one) : counts.Values.Sum();
        return new MessageList(new PageOf<MessageRow>(rows, total), counts);
    }

    private async Task<List<MessageRow>> WithSubjectsAsync(StudioDb db, List<MessageRow> rows, CancellationToken ct)
    {
        var ids = rows.Where(r => r.Subject.Length == 0).Select(r => r.Id).ToArray();
        if (ids.Length == 0 || attachments is null)
        {
            return rows;
        }

        Dictionary<long, string> subjects = [];
        var messages = await db.Set<OutboxMessage>().AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(ct);
        foreach (var maker in attachments.OfType<IMailBatchMaker>())
        {
            foreach (var (id, mail) in await maker.ShowManyAsync(messages.FindAll(m => m.AttachmentKind == maker.Kind), ct))
            {
                subjects[id] = mail.Subject;
            }
        }

        return rows.ConvertAll(r => subjects.TryGetValue(r.Id, out var subject) ? r with { Subject = subject } : r);
    }
}
