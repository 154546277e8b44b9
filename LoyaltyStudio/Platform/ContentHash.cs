using System.Security.Cryptography;
using System.Text;

namespace LoyaltyStudio.Platform;

/// <summary>A short fingerprint of content, to tell the same request from another one under the same key (law L4).</summary>
public static class ContentHash
{
    /// <summary>32 hex digits (128 bits) of SHA-256 over the UTF-8 text.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
