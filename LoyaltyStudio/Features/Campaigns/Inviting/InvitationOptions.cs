using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Campaigns.Inviting;

/// <summary>Section LoyaltyStudio:Invitations.</summary>
public sealed class InvitationOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Invitations";

    /// <summary>Page of the web shop where a friend joins; {code} stands for the code. Empty: the friend names the code in the store.</summary>
    public string JoinUrl { get; set; } = "";

    public IEnumerable<string> Problems()
    {
        if (JoinUrl.Length > 0 && (!Uri.TryCreate(JoinUrl.Replace("{code}", "X", StringComparison.Ordinal), UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps))
        {
            yield return $"{Section}:JoinUrl is {JoinUrl}; give an address that begins with https://, with {{code}} where the code goes.";
        }
    }

    internal string? For(string code) => JoinUrl.Length == 0 ? null : JoinUrl.Replace("{code}", Uri.EscapeDataString(code), StringComparison.Ordinal);
}
