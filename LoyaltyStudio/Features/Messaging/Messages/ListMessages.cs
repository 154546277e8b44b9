using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
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

/// <summary>Messages, the latest first.</summary>
public sealed class ListMessages(StudioData data)
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
        var total = request.State is { } one ? counts.GetValueOrDefault(one) : counts.Values.Sum();
        return new MessageList(new PageOf<MessageRow>(rows, total), counts);
    }
}
