namespace LoyaltyStudio.Features.Messaging.Links;

/// <summary>The address with which a member invites friends.</summary>
public interface IReferralLink
{
    /// <summary>The addresses of many members at once; a member without one is not among them.</summary>
    Task<IReadOnlyDictionary<long, string>> OfAsync(IReadOnlyCollection<long> memberIds, CancellationToken ct);
}
