using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Dashboards;

/// <summary>The calendar months or quarters that a board shows, the oldest first; the last one holds today and is not over yet.</summary>
public static class Periods
{
    public static IReadOnlyList<DateOnly> Months(DateOnly today, int count) =>
        [.. Enumerable.Range(0, count).Select(i => BusinessCalendar.Floor(today, CalendarUnit.Month).AddMonths(i - count + 1))];

    public static IReadOnlyList<DateOnly> Quarters(DateOnly today, int count) =>
        [.. Enumerable.Range(0, count).Select(i => BusinessCalendar.Floor(today, CalendarUnit.Quarter).AddMonths(3 * (i - count + 1)))];

    /// <summary>The first day of last month and the day in it as far as this month is, so that the two can be compared.</summary>
    public static (DateOnly From, DateOnly To) SameDaysLastMonth(DateOnly today) => (BusinessCalendar.Floor(today, CalendarUnit.Month).AddMonths(-1), today.AddMonths(-1));
}
