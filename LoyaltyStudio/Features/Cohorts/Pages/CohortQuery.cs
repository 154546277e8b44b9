using System.Globalization;
using LoyaltyStudio.Features.Cohorts.Reading;

namespace LoyaltyStudio.Features.Cohorts.Pages;

/// <summary>The choices of the page as they stand in its address, and in that of the download.</summary>
internal static class CohortQuery
{
    /// <param name="from">A year.</param>
    /// <param name="source">"-" for customers of whom nobody said how they came.</param>
    internal static ShowCohortsRequest Of(string? by, string? from, string? store, string? source, string? channel) => new(
        Enum.TryParse<CohortBy>(by, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : CohortBy.Month,
        int.TryParse(from, CultureInfo.InvariantCulture, out var year) && year is > 1900 and < 9999 ? new DateOnly(year, 1, 1) : null, null,
        long.TryParse(store, CultureInfo.InvariantCulture, out var id) ? id : null, string.IsNullOrEmpty(source) ? null : source == "-" ? "" : source, string.IsNullOrEmpty(channel) ? null : channel);
}
