using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Messaging.Respect;

/// <summary>When promotion may go out, by the clock on the wall of the organisation's zone; an hour that the clock skips or shows twice counts as the wall shows it.</summary>
public static class QuietHours
{
    private static readonly TimeOnly Usual = new(8, 0);

    /// <summary>The end of the quiet hours in which a moment lies (UTC); null where it lies in none.</summary>
    public static DateTime? End(ContactSetting rules, BusinessCalendar calendar, DateTime nowUtc)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(nowUtc, DateTimeKind.Utc), calendar.Zone);
        var (time, date, overnight) = (TimeOnly.FromDateTime(local), DateOnly.FromDateTime(local), rules.QuietFrom > rules.QuietUntil);
        var quiet = overnight ? time >= rules.QuietFrom || time < rules.QuietUntil : time >= rules.QuietFrom && time < rules.QuietUntil;
        return quiet ? calendar.ToUtc((overnight && time >= rules.QuietFrom ? date.AddDays(1) : date).ToDateTime(rules.QuietUntil)) : null;
    }

    /// <summary>When the promotions of a day begin (UTC): at the end of the night's quiet hours, at eight where there are none.</summary>
    public static DateTime Morning(ContactSetting rules, BusinessCalendar calendar, DateOnly day)
    {
        var begin = calendar.ToUtc(day.ToDateTime(rules.QuietFrom > rules.QuietUntil && rules.QuietUntil <= new TimeOnly(12, 0) ? rules.QuietUntil : Usual));
        return End(rules, calendar, begin) ?? begin;
    }
}
