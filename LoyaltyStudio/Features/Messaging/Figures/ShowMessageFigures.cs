using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Figures;

/// <summary>What became of the messages of a campaign, each message at most once in each figure.</summary>
/// <param name="Clicked">Messages of which a link was followed, among members who said yes to profiling.</param>
/// <param name="Bounced">Messages to addresses that do not exist; those that did not arrive for now are <paramref name="Delayed"/>.</param>
public sealed record MessageTotals(int Sent, int Waiting, int Withheld, int Clicked, int Bounced, int Delayed, int Complained, int Unsubscribed);

/// <summary>Counts the messages of a campaign and what came back of them.</summary>
public sealed class ShowMessageFigures(StudioData data)
{
    public async Task<Outcome<MessageTotals>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var states = await db.Set<OutboxMessage>().Where(m => m.CampaignId == campaignId).GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var events = await db.Set<MessageEvent>().Where(e => e.CampaignId == campaignId).GroupBy(e => e.Kind).Select(g => new { g.Key, Count = g.Select(e => e.MessageId).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        int Of(MessageEventKind kind) => events.GetValueOrDefault(kind);
        return new MessageTotals(states.GetValueOrDefault(MessageState.Sent), states.GetValueOrDefault(MessageState.Queued) + states.GetValueOrDefault(MessageState.Sending), states.GetValueOrDefault(MessageState.Withheld),
            Of(MessageEventKind.Clicked), Of(MessageEventKind.Bounced), Of(MessageEventKind.SoftBounced), Of(MessageEventKind.Complained), Of(MessageEventKind.Unsubscribed));
    }
}
