using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;

namespace LoyaltyStudio.Features.Messaging.Events;

/// <summary>Notes what came back of messages. The only writer of <see cref="MessageEvent"/>.</summary>
internal static class EventBook
{
    private const int DetailLimit = 500;

    /// <summary>Adds the event once per message, kind and link, also when two come at once. False where it was there.</summary>
    internal static async Task<bool> AddAsync(StudioDb db, OutboxMessage message, MessageEventKind kind, int link, string detail, DateOnly on, DateTime at, CancellationToken ct)
    {
        var id = (await db.NextIdsAsync<MessageEvent>(1))[0];
        await using var insert = db.Command("""
            INSERT INTO message_event (id, message_id, member_id, campaign_id, kind, link, detail, "on", at) VALUES (@id, @message, @member, @campaign, @kind, @link, @detail, @on, @at)
            ON CONFLICT (message_id, kind, link) DO NOTHING
            """).With("id", id).With("message", message.Id).With("member", message.MemberId).With("campaign", message.CampaignId).With("kind", kind.ToString()).With("link", link)
            .With("detail", Cut(detail)).With("on", on).With("at", at);
        return await insert.ExecuteNonQueryAsync(ct) == 1;
    }

    internal static string Cut(string detail)
    {
        var line = new string([.. detail.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length > DetailLimit ? line[..DetailLimit] : line;
    }
}
