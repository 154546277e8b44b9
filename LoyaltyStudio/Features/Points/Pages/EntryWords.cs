using System.Globalization;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Points.Pages;

/// <summary>Says what a ledger entry was for. The reason is kept in English; its first word says the kind, the rest is a number or name.</summary>
internal static class EntryWords
{
    internal static string Say(IStringLocalizer texts, EntryKind kind, string reason)
    {
        var rest = reason.Split(' ', 2) is [_, var name] ? name : "";
        return kind switch
        {
            EntryKind.Earn => texts["Purchase {0}", rest],
            EntryKind.Return when rest.EndsWith(", purchase not found", StringComparison.Ordinal) => texts["Return {0}, purchase not found", rest[..^", purchase not found".Length]],
            EntryKind.Return when rest == "coupon" => texts["Points of a coupon taken back"],
            EntryKind.Return => texts["Return {0}", rest],
            EntryKind.EventEarn when reason.StartsWith("Gift ", StringComparison.Ordinal) => texts["Gift: {0}", rest],
            EntryKind.EventEarn => EventOf(texts, rest),
            EntryKind.Expiry => texts["Points expired"],
            EntryKind.Cheque => texts["Cheque of {0}", Period(texts, rest)],
            EntryKind.Adjustment => texts["By hand: {0}", reason],
            EntryKind.Reinstatement => texts["Expired points given back: {0}", reason],
            EntryKind.Spend => texts["Reward {0}", rest],
            EntryKind.SpendUndo => texts["Reward {0} given back", rest],
            _ => reason,
        };
    }

    /// <summary>2026-Q3 as people say it.</summary>
    private static string Period(IStringLocalizer texts, string key) => BusinessCalendar.ParsePeriod(key) switch
    {
        (var last, CalendarUnit.Quarter) => texts["quarter {0} of {1}", ((last.Month - 1) / 3) + 1, last.Year],
        (var last, CalendarUnit.HalfYear) => last.Month == 6 ? texts["the first half of {0}", last.Year] : texts["the second half of {0}", last.Year],
        (var last, CalendarUnit.Month) => last.ToString("MMMM yyyy", CultureInfo.CurrentCulture),
        _ => key,
    };

    private static string EventOf(IStringLocalizer texts, string kind) => kind switch
    {
        "enrolment" => texts["Welcome points"],
        "review" => texts["Review written"],
        "check-in" => texts["Visited the store"],
        "survey" => texts["Survey answered"],
        "profile" => texts["Profile completed"],
        "referral" => texts["Brought in a friend"],
        "birthday" => texts["Birthday"],
        "coupon" => texts["Points of a coupon"],
        _ => texts["Event {0}", kind],
    };
}
