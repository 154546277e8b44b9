using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Messages;

/// <summary>SendAgain: it did not arrive. Otherwise it counts as sent.</summary>
public sealed record ResolveUnknownRequest(long Id, bool SendAgain);

/// <summary>A person decides about a message of which nobody knows whether it went out.</summary>
public sealed class ResolveUnknown(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ResolveUnknownRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<OutboxMessage>().AsTracking().FirstOrDefaultAsync(m => m.Id == request.Id, ct) is not { } message)
            {
                return Refuse.NotFound("message_unknown", "This message does not exist.");
            }

            if (message.State != MessageState.Unknown)
            {
                return Refuse.Conflict("message_not_unknown", "Somebody has already decided about this message.");
            }

            var now = clock.GetUtcNow().UtcDateTime;
            (message.State, message.SentAt, message.NextAttemptAt, message.Attempts) = request.SendAgain
                ? (MessageState.Queued, (DateTime?)null, now, 0)
                : (MessageState.Sent, now, message.NextAttemptAt, message.Attempts);
            message.Error = "";
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "message.resolved", $"message {message.Id}", request.SendAgain ? "send again" : "counts as sent");
            return default(Nothing);
        }, ct);
    }
}
