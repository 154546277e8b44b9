using System.Globalization;

namespace LoyaltyStudio.Jobs.Pages;

internal enum ScheduleKind { Daily, Weekly, Monthly, Quarterly, Expression }

/// <summary>A schedule as the form edits it; anything that is none of the usual four is an expression.</summary>
internal sealed class ScheduleDraft
{
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    internal ScheduleKind Kind { get; set; }
    internal TimeOnly Time { get; set; } = new(5, 30);
    internal int Weekday { get; set; } = 1;
    internal int Day { get; set; } = 1;
    internal string Expression { get; set; } = "";

    internal string Cron => Kind switch
    {
        ScheduleKind.Daily => $"0 {Time.Minute} {Time.Hour} * * ?",
        ScheduleKind.Weekly => $"0 {Time.Minute} {Time.Hour} ? * {Days[Weekday]}",
        ScheduleKind.Monthly => $"0 {Time.Minute} {Time.Hour} {Day} * ?",
        ScheduleKind.Quarterly => $"0 {Time.Minute} {Time.Hour} {Day} 1,4,7,10 ?",
        ScheduleKind.Expression => Expression,
    };

    internal static ScheduleDraft Of(string cron)
    {
        var draft = new ScheduleDraft { Kind = ScheduleKind.Expression, Expression = cron };
        if (cron.Split(' ') is not ["0", var minute, var hour, var day, var month, var weekday]
            || !TimeOnly.TryParseExact($"{hour}:{minute}", "H:m", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return draft;
        }

        draft.Time = time;
        var dayNumber = int.TryParse(day, CultureInfo.InvariantCulture, out var d) ? d : 0;
        (draft.Kind, draft.Weekday, draft.Day) = (day, month, weekday) switch
        {
            ("*" or "?", "*", "?" or "*") => (ScheduleKind.Daily, 1, 1),
            ("?" or "*", "*", _) when Array.IndexOf(Days, weekday) is >= 0 and var w => (ScheduleKind.Weekly, w, 1),
            (_, "*", "?") when dayNumber is >= 1 and <= 28 => (ScheduleKind.Monthly, 1, dayNumber),
            (_, "1,4,7,10", "?") when dayNumber is >= 1 and <= 28 => (ScheduleKind.Quarterly, 1, dayNumber),
            _ => (ScheduleKind.Expression, 1, 1),
        };
        return draft;
    }
}
