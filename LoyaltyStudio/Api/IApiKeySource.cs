using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Api;

/// <summary>Knows the keys: the feature that manages them implements this.</summary>
public interface IApiKeySource
{
    /// <summary>The actor of a presented key (lsk_…); null for an unknown, wrong, expired or revoked one, without telling which.</summary>
    Task<Actor?> ActorOfAsync(string presented, CancellationToken ct);
}
