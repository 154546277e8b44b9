using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.Purchases.Pages;

/// <summary>Channels and kinds of lines in English, keys of the translation.</summary>
internal static class PurchaseWords
{
    internal static string Of(Channel channel) => channel switch
    {
        Channel.Store => "In the store",
        Channel.Web => "Web shop",
        Channel.Marketplace => "Marketplace",
        Channel.Phone => "By telephone",
        _ => channel.ToString(),
    };

    internal static string Of(LineKind kind) => kind switch
    {
        LineKind.Goods => "Article",
        LineKind.Delivery => "Delivery",
        LineKind.GiftCard => "Gift card",
        LineKind.Discount => "Discount",
        LineKind.Fee => "Costs",
        _ => kind.ToString(),
    };
}
