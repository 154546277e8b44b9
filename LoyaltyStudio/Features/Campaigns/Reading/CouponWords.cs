using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>What a coupon is worth, in the words of whoever gets it.</summary>
public static class CouponWords
{
    public static string Say(CouponKind kind, int value, string currency, CultureInfo culture, bool dutch) => kind switch
    {
        CouponKind.Percent => dutch ? $"{value} % korting" : $"{value} % off",
        CouponKind.Delivery => dutch ? "Gratis bezorging" : "Free delivery",
        CouponKind.Points => dutch ? $"{value.ToString("N0", culture)} extra punten" : $"{value.ToString("N0", culture)} extra points",
        CouponKind.Product when value == 0 => dutch ? "Gratis cadeau" : "Free gift",
        _ => dutch ? $"{new Money(value, currency).Format(culture)} korting" : $"{new Money(value, currency).Format(culture)} off",
    };
}

/// <summary>Fills {{fields}} in plain text.</summary>
internal static partial class FieldForm
{
    internal static string Fill(string text, IReadOnlyDictionary<string, string> fields) => Field().Replace(text, m => fields.GetValueOrDefault(m.Groups[1].Value, "")).Trim();

    [GeneratedRegex(@"\{\{ ?([a-z0-9_]{1,40}) ?\}\}")]
    private static partial Regex Field();
}
