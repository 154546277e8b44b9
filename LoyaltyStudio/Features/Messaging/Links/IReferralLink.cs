using LoyaltyStudio.Features.Access.Settings;

namespace LoyaltyStudio.Features.Messaging.Links;

/// <summary>The address with which a member invites friends.</summary>
public interface IReferralLink
{
    /// <summary>The addresses of many members at once; a member without one is not among them.</summary>
    Task<IReadOnlyDictionary<long, string>> OfAsync(IReadOnlyCollection<long> memberIds, CancellationToken ct);
}

/// <summary>The public address, /r/ and a token that only this installation can make; it tells nothing of the member's card. <see cref="LinkTokens.Read"/> gives the member again.</summary>
internal sealed class SignedReferralLink(LinkTokens tokens, OrganisationBook organisation) : IReferralLink
{
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(IReadOnlyCollection<long> memberIds, CancellationToken ct)
    {
        var address = (await organisation.CurrentAsync(ct)).PublicUrl.TrimEnd('/');
        return address.Length == 0 ? new Dictionary<long, string>() : memberIds.Distinct().ToDictionary(id => id, id => $"{address}/r/{tokens.Of(LinkUse.Referral, id)}");
    }
}
