using System.Globalization;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Feedback.Pages;

/// <summary>Feedback in words, signs and colours.</summary>
internal static class FeedbackWords
{
    internal static string Of(IStringLocalizer T, Channel channel) => channel switch
    {
        Channel.Store => T["In the store"],
        Channel.Web => T["Web shop"],
        Channel.Marketplace => T["Marketplace"],
        _ => T["By telephone"],
    };

    internal static string Of(IStringLocalizer T, SurveyKind kind) => kind switch
    {
        SurveyKind.AfterPurchase => T["After a purchase"],
        SurveyKind.AfterService => T["After a complaint"],
        SurveyKind.Periodic => T["Now and then"],
        _ => T["On a tablet in the store"],
    };

    internal static string Of(IStringLocalizer T, ComplaintState state) => state switch
    {
        ComplaintState.Open => T["Open"],
        ComplaintState.Answered => T["Answered"],
        _ => T["Closed"],
    };

    internal static Tone ToneOf(ComplaintState state, bool overdue) => state switch
    {
        ComplaintState.Open => overdue ? Tone.Bad : Tone.Warning,
        ComplaintState.Answered => Tone.Info,
        _ => Tone.Good,
    };

    internal static string Of(IStringLocalizer T, ComplaintFilter filter) => filter switch
    {
        ComplaintFilter.Open => T["Open"],
        ComplaintFilter.Mine => T["Mine"],
        ComplaintFilter.Overdue => T["Too late"],
        ComplaintFilter.Answered => T["Answered"],
        ComplaintFilter.Closed => T["Closed"],
        _ => T["All"],
    };

    internal static (string Icon, string Text) Of(IStringLocalizer T, ComplaintStep step) => step switch
    {
        ComplaintStep.Opened => ("flag", T["Came in"]),
        ComplaintStep.Assigned => ("person", T["Taken by"]),
        ComplaintStep.Noted => ("edit_note", T["Note"]),
        ComplaintStep.Answered => ("reply", T["Answered"]),
        ComplaintStep.Closed => ("check_circle", T["Closed"]),
        _ => ("undo", T["Opened again"]),
    };

    internal static string Of(IStringLocalizer T, ReviewState state) => state switch
    {
        ReviewState.New => T["New"],
        ReviewState.Published => T["Published"],
        _ => T["Kept back"],
    };

    internal static Tone ToneOf(ReviewState state) => state switch
    {
        ReviewState.New => Tone.Warning,
        ReviewState.Published => Tone.Good,
        _ => Tone.Neutral,
    };

    /// <summary>+24; a dash where there are too few answers.</summary>
    internal static string Score(NpsScore score) => score.Shown ? Signed(score.Value * 100) : "–";

    /// <summary>± 4,2; empty where there are too few answers.</summary>
    internal static string Error(NpsScore score) => score.Shown ? $"± {(score.StandardError * 100).ToString("0.#", CultureInfo.CurrentCulture)}" : "";

    internal static string Signed(double value) => Math.Round(value) is var whole && whole > 0 ? $"+{whole.ToString("0", CultureInfo.CurrentCulture)}" : whole.ToString("0", CultureInfo.CurrentCulture).Replace('-', '−');

    /// <summary>Class of a number from 0 to 10.</summary>
    internal static string Band(int score) => score >= 9 ? "score-good" : score >= 7 ? "score-fair" : "score-bad";
}
