using System.Globalization;
using LoyaltyStudio.Features.Channels.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Channels.Pages;

/// <summary>Channels of the scan in words, signs and addresses.</summary>
internal static class ScanWords
{
    internal static string Of(IStringLocalizer T, ScanChannel channel) => channel switch
    {
        ScanChannel.SiteApp => T["Site and app"],
        ScanChannel.Email => T["E-mail"],
        ScanChannel.CustomerService => T["Customer service"],
        ScanChannel.Stores => T["Stores"],
        ScanChannel.Social => T["Social media"],
        _ => T["After the sale"],
    };

    internal static string Icon(ScanChannel channel) => channel switch
    {
        ScanChannel.SiteApp => "devices",
        ScanChannel.Email => "mail",
        ScanChannel.CustomerService => "support_agent",
        ScanChannel.Stores => "storefront",
        ScanChannel.Social => "forum",
        _ => "local_shipping",
    };

    internal static string Percent(double? score) => score is { } s ? UiFormat.Percent(s) : "–";

    internal static string Width(double? score) => $"{((score ?? 0) * 100).ToString("0.#", CultureInfo.InvariantCulture)}%";
}
