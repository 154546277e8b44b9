using System.Text.RegularExpressions;

namespace LoyaltyStudio.Platform;

/// <summary>Postal codes as they stand on an envelope.</summary>
public static partial class PostalCode
{
    /// <summary>1234ab becomes 1234 AB, as the Dutch post wants it; what is no Dutch code only loses blanks at its ends.</summary>
    public static string Tidy(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        return Dutch().Match(trimmed) is { Success: true } code ? $"{code.Groups[1].Value} {code.Groups[2].Value.ToUpperInvariant()}" : trimmed;
    }

    [GeneratedRegex(@"^([1-9]\d{3})\s*([A-Za-z]{2})$")]
    private static partial Regex Dutch();
}
