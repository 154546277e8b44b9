using System.Globalization;

namespace LoyaltyStudio.Jobs;

/// <summary>A schedule as people say it: an English sentence that is the key of its translation, and what fills it.</summary>
public sealed record ScheduleText(string Sentence, params object[] Args);

/// <summary>Reads the cron expressions that the product and its screens make, and says them in words. Others are shown as they are written.</summary>
public static class ScheduleWords
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] ShortDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static ScheduleText Of(string cron)
    {
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["0", var minute, var hour, var day, var month, var weekday, ..])
        {
            return Raw(cron);
        }

        var everyDay = day is "*" or "?" && month == "*" && weekday is "*" or "?";
        if (everyDay && hour is "*" or "0,3-23")
        {
            return minute switch
            {
                "*" => new("every minute"),
                ['0' or '*', '/', .. var step] => new("every {0} minutes", step),
                _ when int.TryParse(minute, CultureInfo.InvariantCulture, out var m) => new("every hour, {0} minutes past", m),
                _ => Raw(cron),
            };
        }

        if (!int.TryParse(minute, CultureInfo.InvariantCulture, out var mm) || !int.TryParse(hour, CultureInfo.InvariantCulture, out var hh))
        {
            return Raw(cron);
        }

        var time = $"{hh:00}:{mm:00}";
        if (everyDay)
        {
            return new("every day at {0}", time);
        }

        if (day is "?" or "*" && month == "*" && DayName(weekday) is { } name)
        {
            return new($"every {name} at {{0}}", time);
        }

        return weekday is not ("?" or "*") ? Raw(cron) : (day, month) switch
        {
            ("L", "*") => new("on the last day of every month at {0}", time),
            (_, "*") when int.TryParse(day, CultureInfo.InvariantCulture, out var d) => new("on day {0} of every month at {1}", d, time),
            (_, "1,4,7,10" or "1/3" or "JAN,APR,JUL,OCT") when int.TryParse(day, CultureInfo.InvariantCulture, out var d) => new("on day {0} of every quarter at {1}", d, time),
            _ => Raw(cron),
        };
    }

    private static string? DayName(string weekday) =>
        int.TryParse(weekday, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 7 ? Days[n - 1]
            : Array.IndexOf(ShortDays, weekday.ToUpperInvariant()) is >= 0 and var i ? Days[i] : null;

    private static ScheduleText Raw(string cron) => new("by the expression {0}", cron);
}
