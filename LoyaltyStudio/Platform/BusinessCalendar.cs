namespace LoyaltyStudio.Platform;

/// <summary>A unit of the calendar to which dates are rounded up.</summary>
public enum CalendarUnit { Day, Week, Month, Quarter, HalfYear, Year }

/// <summary>
/// Turns instants into business dates and rounds dates to the ends of calendar units. A date limit means the end of that local day (semantics, opening).
/// </summary>
public sealed class BusinessCalendar(TimeZoneInfo zone)
{
    public TimeZoneInfo Zone => zone;

    /// <summary>The local date on which a UTC instant falls.</summary>
    public DateOnly DateOf(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone));

    public DateOnly Today(TimeProvider clock) => DateOf(clock.GetUtcNow().UtcDateTime);

    /// <summary>The UTC instant of a local wall-clock time. A time that the clock skips moves forward to the first that exists.</summary>
    public DateTime ToUtc(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        return TimeZoneInfo.ConvertTimeToUtc(local, zone);
    }

    /// <summary>The last instant of a local day, in UTC: the moment until which a limit on that date still holds.</summary>
    public DateTime EndOf(DateOnly date) => ToUtc(date.AddDays(1).ToDateTime(TimeOnly.MinValue)).AddTicks(-1);

    /// <summary>⌈date⌉unit: the last day of the unit that holds the date. Weeks end on Sunday.</summary>
    public static DateOnly Ceiling(DateOnly date, CalendarUnit unit) => unit switch
    {
        CalendarUnit.Day => date,
        CalendarUnit.Week => date.AddDays((7 - (int)date.DayOfWeek) % 7),
        CalendarUnit.Month => EndOfMonth(date.Year, date.Month),
        CalendarUnit.Quarter => EndOfMonth(date.Year, ((date.Month - 1) / 3 * 3) + 3),
        CalendarUnit.HalfYear => EndOfMonth(date.Year, date.Month <= 6 ? 6 : 12),
        CalendarUnit.Year => EndOfMonth(date.Year, 12),
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    /// <summary>The first day of the unit that holds the date.</summary>
    public static DateOnly Floor(DateOnly date, CalendarUnit unit) => unit switch
    {
        CalendarUnit.Day => date,
        CalendarUnit.Week => date.AddDays(-(((int)date.DayOfWeek + 6) % 7)),
        CalendarUnit.Month => new DateOnly(date.Year, date.Month, 1),
        CalendarUnit.Quarter => new DateOnly(date.Year, ((date.Month - 1) / 3 * 3) + 1, 1),
        CalendarUnit.HalfYear => new DateOnly(date.Year, date.Month <= 6 ? 1 : 7, 1),
        CalendarUnit.Year => new DateOnly(date.Year, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    /// <summary>The day so many working days (Monday to Friday) after a date.</summary>
    public static DateOnly AddWorkingDays(DateOnly date, int days)
    {
        while (days > 0)
        {
            date = date.AddDays(1);
            days -= date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return date;
    }

    /// <summary>The name of the period that holds the date: 2026-11, 2026-Q4, 2026-H2 or 2026.</summary>
    public static string PeriodKey(DateOnly date, CalendarUnit unit) => unit switch
    {
        CalendarUnit.Day => date.ToString("yyyy-MM-dd", Invariant),
        CalendarUnit.Week => $"{System.Globalization.ISOWeek.GetYear(date):0000}-W{System.Globalization.ISOWeek.GetWeekOfYear(date):00}",
        CalendarUnit.Month => date.ToString("yyyy-MM", Invariant),
        CalendarUnit.Quarter => $"{date.Year:0000}-Q{((date.Month - 1) / 3) + 1}",
        CalendarUnit.HalfYear => $"{date.Year:0000}-H{(date.Month <= 6 ? 1 : 2)}",
        CalendarUnit.Year => $"{date.Year:0000}",
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    /// <summary>The last day of a period such as 2026-Q3, 2026-H2, 2026-11 or 2026; null when the text is none of these.</summary>
    public static (DateOnly LastDay, CalendarUnit Unit)? ParsePeriod(string text)
    {
        var parts = text.Split('-');
        if (!int.TryParse(parts[0], Invariant, out var year) || year is < 1900 or > 9990)
        {
            return null;
        }

        return parts switch
        {
            [_] => (EndOfMonth(year, 12), CalendarUnit.Year),
            [_, ['Q', >= '1' and <= '4'] q] => (EndOfMonth(year, (q[1] - '0') * 3), CalendarUnit.Quarter),
            [_, ['H', '1' or '2'] h] => (EndOfMonth(year, (h[1] - '0') * 6), CalendarUnit.HalfYear),
            [_, { Length: 2 } m] when int.TryParse(m, Invariant, out var month) && month is >= 1 and <= 12 => (EndOfMonth(year, month), CalendarUnit.Month),
            _ => null,
        };
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static DateOnly EndOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}
