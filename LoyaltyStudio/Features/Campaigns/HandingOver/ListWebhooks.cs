using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.HandingOver;

/// <param name="LastError">What the other side said when the latest call that failed was given up; empty when none was.</param>
public sealed record WebhookRow(long Id, string Name, string Url, bool Active, int Version, int Waiting, int Sent, int Failed, string LastError);

/// <summary>The other programs, with what waits for them and what they did not take.</summary>
public sealed class ListWebhooks(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<WebhookRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var counts = (await db.Set<HandOver>().GroupBy(h => new { h.EndpointId, h.State }).Select(g => new { g.Key.EndpointId, g.Key.State, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => (g.EndpointId, g.State), g => g.Count);
        var errors = await db.Set<HandOver>().Where(h => h.State == HandOverState.Failed).GroupBy(h => h.EndpointId).Select(g => new { g.Key, Error = g.OrderByDescending(h => h.Id).Select(h => h.Error).First() }).ToDictionaryAsync(g => g.Key, g => g.Error, ct);
        return (await db.Set<WebhookEndpoint>().OrderBy(e => e.Name).ToListAsync(ct)).ConvertAll(e => new WebhookRow(e.Id, e.Name, e.Url, e.Active, e.Version, counts.GetValueOrDefault((e.Id, HandOverState.Queued)),
            counts.GetValueOrDefault((e.Id, HandOverState.Sent)), counts.GetValueOrDefault((e.Id, HandOverState.Failed)), errors.GetValueOrDefault(e.Id, "")));
    }
}
