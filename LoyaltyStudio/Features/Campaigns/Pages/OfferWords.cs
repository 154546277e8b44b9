using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>Offers in words.</summary>
internal static class OfferWords
{
    internal static string Kind(IStringLocalizer texts, CouponKind kind) => kind switch
    {
        CouponKind.Percent => texts["Percents off"],
        CouponKind.Amount => texts["An amount off"],
        CouponKind.Product => texts["Off one piece of a product, or free"],
        CouponKind.Delivery => texts["Free delivery"],
        _ => texts["Points on top"],
    };

    internal static string Icon(CouponKind kind) => kind switch { CouponKind.Percent => "percent", CouponKind.Amount => "euro", CouponKind.Product => "redeem", CouponKind.Delivery => "local_shipping", _ => "stars" };

    internal static string Combines(IStringLocalizer texts, CouponCombines combines) => combines switch
    {
        CouponCombines.Cheques => texts["With cheques, not with other coupons"],
        CouponCombines.Anything => texts["With cheques, and with coupons that allow it too"],
        _ => texts["With nothing else"],
    };

    internal static string State(IStringLocalizer texts, OfferState state) => state switch
    {
        OfferState.Open => texts["Open"],
        OfferState.Planned => texts["Still to come"],
        OfferState.Over => texts["Over"],
        OfferState.UsedUp => texts["Used up"],
        OfferState.Retired => texts["Retired"],
        _ => texts["By campaign"],
    };

    internal static Tone ToneOf(OfferState state) => state switch { OfferState.Open => Tone.Good, OfferState.Planned => Tone.Info, OfferState.UsedUp => Tone.Warning, OfferState.Given => Tone.Info, _ => Tone.Neutral };

    internal static string When(IStringLocalizer texts, OfferRow offer) => (offer.StartOn, offer.EndOn) switch
    {
        ({ } from, { } until) => texts["{0} to {1}", UiFormat.Date(from), UiFormat.Date(until)],
        (null, { } until) => texts["up to {0}", UiFormat.Date(until)],
        ({ } from, null) => texts["from {0}", UiFormat.Date(from)],
        _ => "–",
    };

    /// <summary>What it asks, in a few words; empty where it asks nothing.</summary>
    internal static string Asks(IStringLocalizer texts, UiFormat format, OfferRow offer)
    {
        List<string> asks = [];
        if (offer.MinimumCents > 0)
        {
            asks.Add(texts["from {0}", format.Money(offer.MinimumCents)]);
        }

        if (offer.Product.Length > 0)
        {
            asks.Add(texts["only {0}", offer.Product]);
        }

        if (offer.Category.Length > 0)
        {
            asks.Add(texts["only {0}", offer.Category]);
        }

        if (offer.MostPerMember is { } each)
        {
            asks.Add(each == 1 ? texts["once per customer"] : texts["{0} times per customer", each]);
        }

        return string.Join(" · ", asks);
    }

    internal static string Reason(IStringLocalizer texts, UiFormat format, string reason, int minimum) => reason switch
    {
        CouponPolicy.MinimumNotReached => texts["Not enough yet: it holds from {0}.", format.Money(minimum)],
        CouponPolicy.NoMatchingProduct => texts["Nothing here is what the code is for."],
        CouponPolicy.NothingToDiscount => texts["There is nothing that it can take off."],
        _ => "",
    };
}
