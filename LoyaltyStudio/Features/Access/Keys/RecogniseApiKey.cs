using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Keys;

/// <summary>Says which actor a presented key speaks for: null for an unknown, wrong, expired or revoked key, without telling which.</summary>
public sealed class RecogniseApiKey(StudioData data, TimeProvider clock) : IApiKeySource
{
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<long, DateTime> noted = new();

    public async Task<Actor?> ActorOfAsync(string presented, CancellationToken ct)
    {
        if (Parse(presented) is not var (keyId, secret))
        {
            return null;
        }

        await using var db = data.Read();
        var key = await db.Set<ApiKey>().FirstOrDefaultAsync(k => k.KeyId == keyId, ct);
        var right = CryptographicOperations.FixedTimeEquals(SHA256.HashData(secret), key?.SecretHash ?? new byte[32]);
        var now = clock.GetUtcNow().UtcDateTime;
        if (!right || key is null || key.RevokedAt is not null || key.ExpiresAt < now)
        {
            return null;
        }

        await NoteUseAsync(key.Id, now, ct);
        return new Actor("key", key.Id, key.Name, ListApiKeys.ScopesOf(key).ToHashSet(), key.StoreId is { } store ? [store] : null);
    }

    /// <summary>The moment of last use is kept by the minute: a till must not pay a write for every look-up.</summary>
    private async Task NoteUseAsync(long id, DateTime now, CancellationToken ct)
    {
        var last = noted.GetValueOrDefault(id);
        if (now - last >= UseNotedEvery && (last == default ? noted.TryAdd(id, now) : noted.TryUpdate(id, now, last)))
        {
            await data.WriteAsync(db => db.Set<ApiKey>().Where(k => k.Id == id).ExecuteUpdateAsync(s => s.SetProperty(k => k.LastUsedAt, now), ct), ct);
        }
    }

    private static (string KeyId, byte[] Secret)? Parse(string presented)
    {
        var parts = presented.Split('_', 3);
        if (presented.Length > 100 || parts is not ["lsk", var keyId, var text] || !Base64Url.IsValid(Encoding.ASCII.GetBytes(text)))
        {
            return null;
        }

        return (keyId, Base64Url.DecodeFromChars(text));
    }
}
