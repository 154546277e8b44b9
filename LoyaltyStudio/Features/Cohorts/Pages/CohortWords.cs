using System.Globalization;
using LoyaltyStudio.Features.Cohorts.Reading;
using LoyaltyStudio.Features.Cohorts.Refreshing;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cohorts.Pages;

/// <summary>What the table of cohorts shows.</summary>
public enum CohortMeasure { Came, Revenue, Visits }

/// <summary>The words of cohorts.</summary>
internal static class CohortWords
{
    internal static string Decimal(double value) => value.ToString("N1", CultureInfo.CurrentCulture);

    internal static string By(IStringLocalizer t, CohortBy by) => by switch { CohortBy.Month => t["Month"], CohortBy.Source => t["How they came"], CohortBy.Store => t["Home store"], CohortBy.Channel => t["Channel"] };

    internal static string Measure(IStringLocalizer t, CohortMeasure measure) => measure switch { CohortMeasure.Came => t["Came in the month"], CohortMeasure.Revenue => t["Revenue so far"], CohortMeasure.Visits => t["Visits so far"] };

    internal static string Explained(IStringLocalizer t, CohortMeasure measure) => measure switch
    {
        CohortMeasure.Came => t["Of the customers of the row: how many bought something in that month after their first purchase. Only months that are over for everybody in the row's share."],
        CohortMeasure.Revenue => t["What one customer of the row brought on average from the first purchase up to and with that month, returns and cheques taken off."],
        CohortMeasure.Visits => t["Days with a purchase per customer of the row, from the first purchase up to and with that month."],
    };

    internal static double Of(CohortMonth month, CohortMeasure measure) => measure switch { CohortMeasure.Came => month.Came, CohortMeasure.Revenue => month.CentsSoFar / 100, CohortMeasure.Visits => month.DaysSoFar };

    internal static string Write(UiFormat format, CohortMeasure measure, double value) => measure switch
    {
        CohortMeasure.Came => UiFormat.Percent(value),
        CohortMeasure.Revenue => format.WholeMoney((long)Math.Round(100 * value)),
        CohortMeasure.Visits => Decimal(value),
    };

    internal static string Name(IStringLocalizer t, CohortBy by, CohortRow row) => by switch
    {
        CohortBy.Month => DateOnly.ParseExact(row.Key + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("MMM yyyy", CultureInfo.CurrentCulture),
        CohortBy.Source => Source(t, row.Key),
        CohortBy.Store => row.Name.Length > 0 ? row.Name : t["No home store"],
        CohortBy.Channel => Channel(t, row.Key),
    };

    internal static string Source(IStringLocalizer t, string source) => source.Length == 0 ? t["Nobody said"] : source == CohortReader.Others ? t["Other sources"] : source;

    internal static string Channel(IStringLocalizer t, string channel) => channel switch { "Store" => t["In a store"], "Web" => t["Web shop"], "Marketplace" => t["Marketplace"], _ => t["By phone"] };

    internal static string Mix(IStringLocalizer t, int kind) => kind switch { 1 => t["Only in stores"], 2 => t["Never in a store"], _ => t["In stores and elsewhere"] };

    internal static string Category(IStringLocalizer t, string category) => category is "" or "–" ? t["no category"] : category;

    internal static string Ordinal(IStringLocalizer t, int number) => number switch { 1 => t["1st"], 2 => t["2nd"], 3 => t["3rd"], _ => t["{0}th", number] };

    /// <summary>1–7, 8–14, …</summary>
    internal static string Step(IStringLocalizer t, int upTo) => upTo switch
    {
        > 9_999 => t["more than {0}", CohortTally.Gaps[^2]],
        _ => Array.IndexOf(CohortTally.Gaps, upTo) is var at && at <= 0 ? $"1–{upTo}" : $"{CohortTally.Gaps[at - 1] + 1}–{upTo}",
    };
}
