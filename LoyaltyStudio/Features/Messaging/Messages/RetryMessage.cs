using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Messages;

public sealed record RetryMessageRequest(long Id);

/// <summary>Queues a failed message again, with all its attempts before it.</summary>
public sealed class RetryMessage(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RetryMessageRequest request, CancellationToken ct)
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

            if (message.State != MessageState.Failed)
            {
                return Refuse.Conflict("message_not_failed", "Only a message that failed can be tried again.");
            }

            (message.State, message.Attempts, message.NextAttemptAt, message.Error) = (MessageState.Queued, 0, clock.GetUtcNow().UtcDateTime, "");
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "message.retried", $"message {message.Id}");
            return default(Nothing);
        }, ct);
    }
}
