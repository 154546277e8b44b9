using System.Globalization;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>A programme in the sentences that a shop owner would use, in the reader's language.</summary>
public sealed class ProgrammeWords(IStringLocalizer texts, UiFormat format)
{
    /// <summary>The kinds of event that have a name of their own.</summary>
    public static readonly IReadOnlyList<string> KnownEvents = Triggers.Events;

    private static string Language => StudioLanguages.Current;

    /// <summary>€ 1 rather than € 1,00; cents where there are any.</summary>
    public string Euro(long cents) => cents % 100 == 0 ? format.WholeMoney(cents) : format.Money(cents);

    public static string Times(int percent) => (percent / 100m).ToString("0.##", CultureInfo.CurrentCulture);

    public string Months(int months) => months switch
    {
        1 => texts["1 month"],
        12 => texts["1 year"],
        _ when months % 12 == 0 => texts["{0} years", months / 12],
        _ => texts["{0} months", months],
    };

    public string EndOf(CalendarUnit unit) => unit switch
    {
        CalendarUnit.Day => texts["to the day"],
        CalendarUnit.Week => texts["to the end of the week"],
        CalendarUnit.Month => texts["to the end of the month"],
        CalendarUnit.Quarter => texts["to the end of the quarter"],
        CalendarUnit.HalfYear => texts["to the end of the half-year"],
        CalendarUnit.Year => texts["to the end of the year"],
    };

    public string Period(CalendarUnit unit) => unit switch
    {
        CalendarUnit.Month => texts["month"],
        CalendarUnit.Quarter => texts["quarter"],
        CalendarUnit.HalfYear => texts["half-year"],
        CalendarUnit.Year => texts["year"],
        CalendarUnit.Week => texts["week"],
        CalendarUnit.Day => texts["day"],
    };

    public string Event(string kind) => kind switch
    {
        "enrolment" => texts["joining the programme"],
        "birthday" => texts["a birthday"],
        "profile" => texts["a completed profile"],
        "review" => texts["a review"],
        "survey" => texts["an answered survey"],
        "referral" => texts["bringing in a friend"],
        "check-in" => texts["a visit to the shop"],
        _ => $"“{kind}”",
    };

    public static string Benefit(Benefit benefit) => BenefitWords.Say(benefit, Language);

    /// <summary>A benefit with the channels in which it holds, where those are not all.</summary>
    public static string BenefitAndWhere(Benefit benefit) =>
        benefit.Channels.Count == 0 ? Benefit(benefit) : $"{Benefit(benefit)} ({string.Join(", ", benefit.Channels.Select(c => BenefitWords.Channel(c, Language)))})";

    /// <summary>How long a reached tier stays.</summary>
    public string Valid(TierRule rule) => rule.Validity == TierValidity.NextPeriod ? texts["until the end of the next {0}", Period(rule.Unit)] : $"{Months(rule.ValidMonths)}, {EndOf(rule.Unit)}";

    /// <summary>When a higher tier begins.</summary>
    public string Upgrade(TierRule rule) => rule.Upgrade == TierUpgrade.AtOnce ? texts["as soon as it is reached"] : texts["on the first day of the next {0}", Period(rule.Unit)];

    public string Metric(TierMetric metric) => metric switch
    {
        TierMetric.Points => texts["Points earned"],
        TierMetric.Spend => texts["Amount spent"],
        TierMetric.Visits => texts["Number of purchases"],
    };

    public string Window(WindowKind kind) => kind switch
    {
        WindowKind.Rolling => texts["in the past months"],
        WindowKind.Calendar => texts["in a calendar period"],
        WindowKind.MembershipYear => texts["in a year of membership"],
        WindowKind.Lifetime => texts["since the beginning"],
    };

    public string BenefitKindName(BenefitKind kind) => kind switch
    {
        BenefitKind.FreeDelivery => texts["Free delivery"],
        BenefitKind.Discount => texts["Standing discount"],
        BenefitKind.EarlySaleAccess => texts["Early access to the sale"],
        BenefitKind.BirthdayGift => texts["Birthday gift"],
        BenefitKind.Invitation => texts["Invitations to events"],
        BenefitKind.Text => texts["In own words"],
    };

    public static string BenefitIcon(BenefitKind kind) => kind switch
    {
        BenefitKind.FreeDelivery => "local_shipping",
        BenefitKind.Discount => "percent",
        BenefitKind.EarlySaleAccess => "alarm",
        BenefitKind.BirthdayGift => "cake",
        BenefitKind.Invitation => "celebration",
        BenefitKind.Text => "star",
    };

    public string Stage(VersionStage stage) => stage switch
    {
        VersionStage.Draft => texts["Draft"],
        VersionStage.Scheduled => texts["Scheduled"],
        VersionStage.Live => texts["Live"],
        VersionStage.Retired => texts["Retired"],
    };

    public static Tone ToneOf(VersionStage stage) => stage switch
    {
        VersionStage.Live => Tone.Good,
        VersionStage.Scheduled => Tone.Info,
        VersionStage.Draft => Tone.Warning,
        VersionStage.Retired => Tone.Neutral,
    };

    /// <summary>What reaching a tier asks: the ways, each with its goals.</summary>
    public string Reach(Tier tier) => tier.Ways.Count == 0 ? texts["For everybody"] : string.Join(texts[", or "], tier.Ways.Select(w => string.Join(texts[" and "], w.Goals.Select(g => Goal(g, g.Reach)))));

    public string Keep(Tier tier) => tier.Ways.Count == 0 ? texts["Nobody falls below this tier"]
        : tier.Ways.Any(w => w.Goals.All(g => g.Keep == 0)) ? texts["Who has it keeps it"]
        : texts["Kept with {0}", string.Join(texts[", or "], tier.Ways.Select(w => string.Join(texts[" and "], w.Goals.Select(g => Goal(g, g.Keep)))))];

    private string Goal(TierGoal goal, long asked)
    {
        var what = goal.Metric switch
        {
            TierMetric.Points => texts["{0} points", UiFormat.Number(asked)],
            TierMetric.Spend => texts["{0} spent", Euro(asked)],
            TierMetric.Visits => texts["{0} visits", UiFormat.Number(asked)],
        };
        return goal.Window.Kind switch
        {
            WindowKind.Rolling => texts["{0} in {1}", what, Months(goal.Window.Months)],
            WindowKind.Calendar => texts["{0} in a calendar {1}", what, Period(goal.Window.Unit)],
            WindowKind.MembershipYear => texts["{0} in a year of membership", what],
            WindowKind.Lifetime => texts["{0} in all", what],
        };
    }

    public string Multiplier(Tier tier) => tier.PointsPercent == 100 ? texts["Ordinary points"] : texts["{0} times the points", Times(tier.PointsPercent)];

    /// <summary>The name of a scheme as members read it, or what it is called without one.</summary>
    public string SchemeName(ChequeScheme scheme) => scheme.Name(Language) is { Length: > 0 } name ? name : scheme.Code is "" or ChequeScheme.Main ? texts["Reward cheque"] : scheme.Code;

    /// <summary>A scheme in one sentence.</summary>
    public string SchemeInShort(ChequeScheme scheme) => texts["Every {0}: {1} points become {2}, from {3} to {4} per member.", Period(scheme.Period), UiFormat.Number(scheme.PointsPerStep), Euro(scheme.StepCents),
        Euro(scheme.MinimumCents), Euro(scheme.MaximumCents)];

    /// <summary>Who prepared or published, without the technical part of the stamp.</summary>
    public static string Person(string? stamp) => stamp?.Split(' ', 3) is [_, var id, var name] && id.All(char.IsAsciiDigit) ? name : stamp ?? "";
}
