using System.Security.Cryptography;
using System.Text;

namespace LoyaltyStudio.Api;

/// <summary>A new key as it is shown once, and the two parts that are kept.</summary>
public sealed record NewApiKey(string Text, string KeyId, byte[] SecretHash);

/// <summary>
/// Keys as they travel: lsk_&lt;KeyId&gt;_&lt;secret&gt;. The secret is 32 random bytes in base64url; the SHA-256 of that text is kept. The id has no underscore.
/// </summary>
public static class ApiKeyText
{
    public static NewApiKey New()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return new NewApiKey($"lsk_{id}_{secret}", id, Hash(secret));
    }

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Id and secret of a text that looks like a key; null otherwise.</summary>
    internal static (string KeyId, string Secret)? Split(string text) =>
        text.Length <= 200 && text.Split('_', 3) is ["lsk", { Length: > 0 } id, { Length: > 0 } secret] ? (id, secret) : null;
}
