using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Keys;

public enum KeyState { Live, Expired, Revoked }

public sealed record ApiKeyRow(long Id, string KeyId, string Name, IReadOnlyList<Permission> Scopes, string? Store, KeyState State, DateTime CreatedAt,
    DateTime? ExpiresAt, DateTime? LastUsedAt);

/// <summary>All keys, the live ones first.</summary>
public sealed class ListApiKeys(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<IReadOnlyList<ApiKeyRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiKeys))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        var keys = await (from key in db.Set<ApiKey>()
                          join store in db.Set<Store>() on key.StoreId equals (long?)store.Id into stores
                          from store in stores.DefaultIfEmpty()
                          orderby key.RevokedAt != null, key.CreatedAt descending, key.Id
                          select new { Key = key, Store = store == null ? null : store.Name }).Take(500).ToListAsync(ct);
        return new Outcome<IReadOnlyList<ApiKeyRow>>(OutcomeKind.Done, keys.ConvertAll(k => new ApiKeyRow(k.Key.Id, k.Key.KeyId, k.Key.Name, ScopesOf(k.Key), k.Store,
            k.Key.RevokedAt is not null ? KeyState.Revoked : k.Key.ExpiresAt < now ? KeyState.Expired : KeyState.Live,
            k.Key.CreatedAt, k.Key.ExpiresAt, k.Key.LastUsedAt)), [], "", "");
    }

    internal static IReadOnlyList<Permission> ScopesOf(ApiKey key) =>
        [.. key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => Enum.Parse<Permission>(s))];
}
