using System.Text.Json.Serialization;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>A class of members with its benefits.</summary>
/// <param name="Code">Stable name: brons, zilver, goud.</param>
/// <param name="PointsPercent">Multiplier of the tier; 100 means none.</param>
/// <param name="Ways">Ways to reach it, each enough by itself; none for the lowest, which everybody has.</param>
public sealed record Tier(string Code, string NameNl, string NameEn, int PointsPercent, string Colour, IReadOnlyList<TierWay> Ways, IReadOnlyList<Benefit> Benefits)
{
    /// <summary>The goal by which the way to the tier is shown where there is room for one.</summary>
    [JsonIgnore]
    public TierGoal? FirstGoal => Ways is [{ Goals: [var goal, ..] }, ..] ? goal : null;

    public string Name(string language) => language == "nl" ? NameNl : NameEn;
}

/// <summary>One way to reach a tier: all of its goals together.</summary>
public sealed record TierWay(IReadOnlyList<TierGoal> Goals);

/// <summary>What is measured: points earned, cents spent on goods (net of discounts and returns, without delivery, gift cards and what cheques paid), or purchases of which something was kept.</summary>
public enum TierMetric { Points, Spend, Visits }

/// <param name="Reach">What reaches the tier: points, cents or visits in the window.</param>
/// <param name="Keep">What keeps it at a review; at most <paramref name="Reach"/>.</param>
public sealed record TierGoal(TierMetric Metric, long Reach, long Keep, TierWindow Window);

/// <summary>The time over which a goal counts.</summary>
public enum WindowKind { Rolling, Calendar, MembershipYear, Lifetime }

/// <param name="Months">Length of a rolling window; 0 for the other kinds.</param>
/// <param name="Unit">The calendar period of a calendar window: month, quarter, half-year or year.</param>
public sealed record TierWindow(WindowKind Kind, int Months, CalendarUnit Unit)
{
    public static TierWindow RollingMonths(int months) => new(WindowKind.Rolling, months, CalendarUnit.Month);

    public static TierWindow Of(CalendarUnit unit) => new(WindowKind.Calendar, 0, unit);
}

/// <summary>How long a reached tier stays: some months rounded up to the end of a unit, or to the end of the period after the one in which it was reached.</summary>
public enum TierValidity { Months, NextPeriod }

/// <summary>When a reached goal raises the tier.</summary>
public enum TierUpgrade { AtOnce, NextPeriod }

/// <summary>What happens at a review to a member who did not do enough.</summary>
public enum TierDrop { OneStep, ToEarnedLevel }

/// <param name="ValidMonths">Months that a reached tier stays, rounded up to the end of <paramref name="Unit"/>; not used with <see cref="TierValidity.NextPeriod"/>.</param>
/// <param name="Unit">The unit to which the last day is rounded; with a next period: the period.</param>
public sealed record TierRule(TierValidity Validity, int ValidMonths, CalendarUnit Unit, TierUpgrade Upgrade, TierDrop Drop)
{
    /// <summary>Days after the last day in which what was missing may still be earned.</summary>
    public int GraceDays { get; init; }

    /// <summary>Days before the last day on which members are told what it takes to stay.</summary>
    public IReadOnlyList<int> WarnDays { get; init; } = [60, 30, 7];
}

public enum BenefitKind { FreeDelivery, Discount, EarlySaleAccess, BirthdayGift, Invitation, Text }

/// <summary>Something that a tier gives. Value is a percentage for a discount and hours before the public start for early access.</summary>
public sealed record Benefit(BenefitKind Kind, int Value, string TextNl = "", string TextEn = "")
{
    /// <summary>The channels in which it holds (store, web, marketplace, phone); none named: in all.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}
