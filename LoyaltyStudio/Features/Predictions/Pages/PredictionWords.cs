using System.Globalization;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Reading;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Predictions.Pages;

/// <summary>The sentences of expectations, with their figures.</summary>
internal static class PredictionWords
{
    /// <summary>0,8 or 12,3: one decimal.</summary>
    internal static string Decimal(double value, int decimals = 1) => value.ToString($"N{decimals}", CultureInfo.CurrentCulture);

    /// <summary>99 %, and never 0 or 100: nothing is certain here.</summary>
    internal static string Chance(double share) => share < 0.005 ? "< 1 %" : share > 0.995 ? "> 99 %" : UiFormat.Percent(share);

    internal static string Who(IStringLocalizer t, Forecaster who) => who switch
    {
        Forecaster.Model => t["The model"],
        Forecaster.OwnPace => t["Everybody keeps their own pace"],
        Forecaster.LastPeriod => t["The last period once more"],
        Forecaster.Nothing => t["Nobody comes"],
        Forecaster.Simple => t["The simple average"],
    };

    /// <summary>Why the simple average speaks; empty where the model does.</summary>
    internal static string Reason(IStringLocalizer t, FitRow fit) => fit.FallBack switch
    {
        FallBack.None => "",
        FallBack.TooFew => t["There are {0} customers with a purchase and {1} who came back. From {2} and {3} on the model speaks; until then everybody's numbers are a simple average.",
            UiFormat.Number(fit.Members), UiFormat.Number(fit.Repeaters), UiFormat.Number(FitModels.LeastMembers), UiFormat.Number(FitModels.LeastRepeaters)],
        FallBack.Lost => t["On your own last {0} weeks this did better than the model: {1}. Until the model wins again, everybody's numbers are a simple average.", fit.Accuracy!.Weeks,
            string.Join(", ", fit.Accuracy.Better.Select(b => Who(t, b.Who)))],
        FallBack.NotFound => t["The model found no firm answer in these purchases. Everybody's numbers are a simple average until it does."],
    };

    internal static string State(IStringLocalizer t, FallBack fallBack) => fallBack switch
    {
        FallBack.None => t["by the model"],
        FallBack.TooFew => t["simple average: too few customers"],
        FallBack.Lost => t["simple average: the model lost"],
        FallBack.NotFound => t["simple average: no answer found"],
    };

    internal static string By(IStringLocalizer t, ValueBy by) => by switch
    {
        ValueBy.Cohort => t["First purchase"],
        ValueBy.Source => t["How they came"],
        ValueBy.Store => t["Home store"],
        ValueBy.Tier => t["Tier"],
        ValueBy.Segment => t["Segment"],
    };

    internal static string Group(IStringLocalizer t, ValueBy by, ValueRow row) => by switch
    {
        ValueBy.Cohort => DateOnly.ParseExact(row.Key + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("MMMM yyyy", CultureInfo.CurrentCulture),
        ValueBy.Source when row.Name.Length == 0 => t["Nobody said"],
        ValueBy.Store when row.Key.Length == 0 => t["No home store"],
        _ => row.Name,
    };

    /// <summary>Days as people say them: 12 days, 7 weeks, 5 months.</summary>
    internal static string Span(IStringLocalizer t, int days) => days switch
    {
        1 => t["1 day"],
        < 60 => t["{0} days", days],
        < 730 => t["{0} months", (int)Math.Round(days / 30.4)],
        _ => t["{0} years", Decimal(days / 365.25)],
    };
}
