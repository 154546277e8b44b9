using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Personalisation.Pages;

/// <summary>Blocks in words.</summary>
internal static class BlockWords
{
    internal static string Place(IStringLocalizer texts, BlockPlace place) => place switch
    {
        BlockPlace.Bar => texts["Bar above the page"],
        BlockPlace.Home => texts["Home page"],
        BlockPlace.Product => texts["Beside products"],
        BlockPlace.Basket => texts["In the basket"],
        _ => texts["Welcome-back window"],
    };

    internal static string IconOf(BlockPlace place) => place switch { BlockPlace.Bar => "horizontal_rule", BlockPlace.Home => "home", BlockPlace.Product => "inventory_2", BlockPlace.Basket => "shopping_basket", _ => "waving_hand" };

    internal static string Audience(IStringLocalizer texts, BlockAudience audience) => audience switch
    {
        BlockAudience.Everyone => texts["Everybody"],
        BlockAudience.Anonymous => texts["Visitors whom the shop does not know"],
        BlockAudience.Members => texts["All members who signed in"],
        BlockAudience.Tiers => texts["Members of some tiers"],
        BlockAudience.Segment => texts["Members of a segment"],
        BlockAudience.States => texts["Members in a phase"],
        _ => texts["Whoever came through an advertisement"],
    };

    internal static string Show(IStringLocalizer texts, BlockShow show) => show switch
    {
        BlockShow.Showing => texts["On the site"],
        BlockShow.Planned => texts["Still to come"],
        BlockShow.Over => texts["Over"],
        _ => texts["Draft"],
    };

    internal static Tone ToneOf(BlockShow show) => show switch { BlockShow.Showing => Tone.Good, BlockShow.Planned => Tone.Info, _ => Tone.Neutral };
}
