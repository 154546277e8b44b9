using LoyaltyStudio.Platform;
using Quartz;

namespace LoyaltyStudio.Jobs;

/// <summary>Cron expressions in the organisation's zone.</summary>
internal static class JobCron
{
    internal static DateTime? NextAfter(string cron, TimeZoneInfo zone, DateTime utc) =>
        CronExpression.TryParse(cron, out var expression) && expression is not null
            ? expression.WithTimeZone(zone).GetNextValidTimeAfter(new DateTimeOffset(utc, TimeSpan.Zero))?.UtcDateTime : null;

    internal static DateTime? LastBefore(string cron, TimeZoneInfo zone, DateTime utc) =>
        CronExpression.TryParse(cron, out var expression) && expression is not null
            ? expression.WithTimeZone(zone).GetPreviousValidTimeBefore(new DateTimeOffset(utc, TimeSpan.Zero))?.UtcDateTime : null;

    /// <summary>What is wrong with an expression that somebody typed; null when it can be used.</summary>
    internal static FieldError? Problem(string cron, TimeZoneInfo zone, DateTime now)
    {
        if (!CronExpression.TryParse(cron, out var parsed) || parsed is null)
        {
            return new FieldError("Cron", "This is not a schedule: {0}. An example is 0 30 5 * * ? for every day at 05:30.", cron);
        }

        var expression = parsed.WithTimeZone(zone);
        DateTimeOffset? at = new DateTimeOffset(now, TimeSpan.Zero);
        for (var i = 0; i < 1500; i++)
        {
            at = expression.GetNextValidTimeAfter(at.Value);
            if (at is null)
            {
                return i == 0 ? new FieldError("Cron", "This schedule never comes round again.") : null;
            }

            if (TimeZoneInfo.ConvertTime(at.Value, zone).Hour is 1 or 2)
            {
                return new FieldError("Cron", "Choose a time outside 01:00 to 03:00: the clock changes then.");
            }
        }

        return null;
    }
}
