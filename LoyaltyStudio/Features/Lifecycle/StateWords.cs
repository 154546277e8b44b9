using System.Collections.Immutable;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Lifecycle;

/// <summary>Words and colours of the states; English, and keys of the translation.</summary>
public static class StateWords
{
    /// <summary>From the coldest to the warmest, as people read them.</summary>
    public static readonly ImmutableArray<LifecycleState> Order =
    [
        LifecycleState.Lost, LifecycleState.Lapsed, LifecycleState.Hesitating, LifecycleState.AtRisk, LifecycleState.Unknown, LifecycleState.New, LifecycleState.Returned, LifecycleState.Active, LifecycleState.Ambassador,
    ];

    /// <summary>In addresses, the API and segments: at-risk.</summary>
    public static string Slug(LifecycleState state) => state == LifecycleState.AtRisk ? "at-risk" : state.ToString().ToLowerInvariant();

    public static string Name(LifecycleState state) => state switch
    {
        LifecycleState.Returned => "Returned",
        LifecycleState.AtRisk => "At risk",
        LifecycleState.Unknown => "Not bought yet",
        LifecycleState.New => "New",
        LifecycleState.Lost => "Lost",
        LifecycleState.Lapsed => "Lapsed",
        LifecycleState.Hesitating => "Hesitating",
        LifecycleState.Ambassador => "Ambassador",
        LifecycleState.Active => "Active",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>What it means, in one sentence.</summary>
    public static string Meaning(LifecycleState state) => state switch
    {
        LifecycleState.Returned => "Was lost and bought again shortly ago.",
        LifecycleState.AtRisk => "Has an open complaint, gave a low score or was let down by a promise.",
        LifecycleState.Unknown => "Joined but has not bought anything yet.",
        LifecycleState.New => "Bought for the first time shortly ago.",
        LifecycleState.Lost => "Stayed away far longer than usual, or took leave.",
        LifecycleState.Lapsed => "Stays away much longer than usual.",
        LifecycleState.Hesitating => "Stays away longer than usual.",
        LifecycleState.Ambassador => "Buys most and recommends you.",
        LifecycleState.Active => "Buys in the usual rhythm.",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Cause(string cause) => cause switch
    {
        StateCause.BoughtAgain => "bought again after a lost time",
        StateCause.Complaint => "an open complaint",
        StateCause.LowScore => "a low score in a survey",
        StateCause.BrokenPromise => "a broken promise",
        StateCause.NoPurchase => "no purchase yet",
        StateCause.FirstPurchase => "first purchase",
        StateCause.StayedAway => "stayed away longer than usual",
        StateCause.TooLong => "very long without a purchase",
        StateCause.Unsubscribed => "took back consent for e-mail",
        StateCause.Cancelled => "left the programme",
        StateCause.TopTier => "highest tier and recommends you",
        StateCause.TopSpender => "among the top spenders and recommends you",
        StateCause.Buys => "buys in the usual rhythm",
        _ => cause,
    };

    public static Tone Tone(LifecycleState state) => state switch
    {
        LifecycleState.Ambassador or LifecycleState.Active or LifecycleState.Returned => Ui.Tone.Good,
        LifecycleState.New or LifecycleState.Unknown => Ui.Tone.Info,
        LifecycleState.Hesitating or LifecycleState.Lapsed or LifecycleState.AtRisk => Ui.Tone.Warning,
        _ => Ui.Tone.Neutral,
    };

    public static string Icon(LifecycleState state) => state switch
    {
        LifecycleState.Returned => "keyboard_return",
        LifecycleState.AtRisk => "sentiment_dissatisfied",
        LifecycleState.Unknown => "help",
        LifecycleState.New => "fiber_new",
        LifecycleState.Lost => "person_off",
        LifecycleState.Lapsed => "hourglass_bottom",
        LifecycleState.Hesitating => "hourglass_top",
        LifecycleState.Ambassador => "favorite",
        _ => "trending_up",
    };

    public static string Colour(LifecycleState state) => $"var(--state-{Slug(state)})";
}
