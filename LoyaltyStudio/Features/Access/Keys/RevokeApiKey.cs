using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Keys;

/// <summary>Ends a key at once and for good.</summary>
public sealed class RevokeApiKey(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiKeys))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var key = await db.Set<ApiKey>().FirstOrDefaultAsync(k => k.Id == id, ct);
            if (key is null)
            {
                return Refuse.NotFound("api_key_unknown", "This key does not exist.");
            }

            if (key.RevokedAt is null)
            {
                key.RevokedAt = clock.GetUtcNow().UtcDateTime;
                await db.SaveChangesAsync(ct);
                db.Audit(actor, "api_key.revoked", $"api_key {key.Id}", key.KeyId);
            }

            return default(Nothing);
        }, ct);
    }
}
