namespace LoyaltyStudio.Platform;

/// <summary>Says who is asking, for screens and endpoints. Reads the user afresh, so that a withdrawn right is withdrawn at once.</summary>
public interface IActorSource
{
    /// <summary>The actor, or one without any permission when nobody is signed in.</summary>
    Task<Actor> CurrentAsync(CancellationToken ct = default);
}
