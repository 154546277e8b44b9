using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.ApiKeys;

/// <summary>The API keys as authentication reads them.</summary>
public sealed class ApiKeySource(StudioData data) : IApiKeySource
{
    public async Task<KnownApiKey?> FindAsync(string keyId, CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<ApiKey>().Where(k => k.KeyId == keyId)
            .Select(k => new KnownApiKey(k.Id, k.Name, k.SecretHash, k.Scopes, k.StoreId, k.ExpiresAt, k.RevokedAt, k.LastUsedAt)).FirstOrDefaultAsync(ct);
    }

    public Task UsedAsync(long id, DateTime at, CancellationToken ct) => data.WriteAsync(db =>
        db.Set<ApiKey>().Where(k => k.Id == id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, at), ct), ct);
}
