namespace LoyaltyStudio.Api;

/// <summary>A key as it is kept. Scopes are names of permissions, separated by blanks.</summary>
public sealed record KnownApiKey(long Id, string Name, byte[] SecretHash, string Scopes, long? StoreId, DateTime? ExpiresAt, DateTime? RevokedAt, DateTime? LastUsedAt);

/// <summary>Where keys are kept: the feature that manages them implements this.</summary>
public interface IApiKeySource
{
    Task<KnownApiKey?> FindAsync(string keyId, CancellationToken ct);

    /// <summary>Notes that a key was used; called at most once a minute for each key.</summary>
    Task UsedAsync(long id, DateTime at, CancellationToken ct);
}
