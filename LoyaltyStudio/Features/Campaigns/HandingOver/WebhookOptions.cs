using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Campaigns.HandingOver;

/// <summary>Section LoyaltyStudio:Webhooks.</summary>
public sealed class WebhookOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Webhooks";

    /// <summary>Names of hosts inside the own network that may be called, also over http. All others must be public and speak https.</summary>
    public IList<string> InternalHosts { get; } = [];

    public IEnumerable<string> Problems() => InternalHosts.Where(h => Uri.CheckHostName(h) == UriHostNameType.Unknown).Select(h => $"{Section}:InternalHosts holds {h}, which is no name of a host.");

    /// <summary>Whether an address may be kept at all; where it leads is looked at again on every call.</summary>
    internal bool Allows(string address, out Uri? url) => Uri.TryCreate(address, UriKind.Absolute, out url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && InternalHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase)));
}
