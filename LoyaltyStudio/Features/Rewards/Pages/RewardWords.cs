using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Rewards.Pages;

/// <summary>Rewards in words and icons.</summary>
internal static class RewardWords
{
    internal static string Kind(IStringLocalizer T, RewardKind kind) => kind switch
    {
        RewardKind.Product => T["Product"],
        RewardKind.Discount => T["Discount"],
        RewardKind.Gift => T["Gift"],
        _ => T["Experience"],
    };

    internal static string Icon(RewardKind kind) => kind switch
    {
        RewardKind.Product => "shopping_bag",
        RewardKind.Discount => "sell",
        RewardKind.Gift => "redeem",
        _ => "styler",
    };

    internal static string State(IStringLocalizer T, RewardState state) => state switch
    {
        RewardState.Open => T["To be had"],
        RewardState.Off => T["Switched off"],
        RewardState.NotYet => T["Not yet"],
        RewardState.Over => T["Over"],
        _ => T["None left"],
    };

    internal static Tone ToneOf(RewardState state) => state switch
    {
        RewardState.Open => Tone.Good,
        RewardState.NotYet => Tone.Info,
        RewardState.SoldOut => Tone.Warning,
        _ => Tone.Neutral,
    };

    internal static string When(IStringLocalizer T, RewardRow reward) => (reward.FromOn, reward.UntilOn) switch
    {
        (null, null) => T["always"],
        ({ } from, null) => T["from {0}", UiFormat.Date(from)],
        (null, { } until) => T["until {0}", UiFormat.Date(until)],
        ({ } from, { } until) => $"{UiFormat.Date(from)} – {UiFormat.Date(until)}",
    };
}
