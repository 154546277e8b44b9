using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>How multipliers go together: all of them multiply, or of those that say so only the highest counts.</summary>
public enum Stacking { Stack, BestOneWins }

/// <summary>From which day points wait: that of the purchase, or that on which it was delivered.</summary>
public enum PendingFrom { Purchase, Delivery }

/// <summary>What ends points: a date of their own, a member who stays away, or nothing.</summary>
public enum ExpiryKind { Fixed, Inactivity, Never }

/// <summary>What counts as a sign of life where points expire by inactivity.</summary>
public enum ActivityKind { Both, Earning, Spending }

/// <summary>What a return may take that is no longer there: a debt without limit, at most what the member has, or only what still waits of that purchase.</summary>
public enum DebtPolicy { Unlimited, WithinBalance, PendingOnly }

/// <summary>The base of earning, and the life of points: one point for every <paramref name="CentsPerPoint"/> cents of the eligible amount.</summary>
/// <param name="CentsPerPoint">Eligible cents that earn one point; 100 means one point per euro.</param>
/// <param name="TierStacking">Whether the tier's multiplier multiplies with those of rules, or stands among those of which the highest counts.</param>
/// <param name="PendingDays">Days after the purchase on which points become active: the return window + 1.</param>
/// <param name="ValidMonths">Months that points stay valid, counted from the activity date and rounded up to the end of <paramref name="ValidUntilEndOf"/>.</param>
public sealed record EarningRule(int CentsPerPoint, Stacking TierStacking, int PendingDays, int ValidMonths, CalendarUnit ValidUntilEndOf)
{
    /// <summary>Days before points expire on which members are told.</summary>
    public IReadOnlyList<int> WarnDays { get; init; } = [30, 7];

    public PendingFrom PendingFrom { get; init; }

    /// <summary>Days after the purchase on which it counts as delivered where nobody says when it was.</summary>
    public int DeliveryFallbackDays { get; init; } = 30;

    /// <summary>With Inactivity, ValidMonths count from the member's last activity and every new one moves the end of all open points.</summary>
    public ExpiryKind Expiry { get; init; }

    public ActivityKind Activity { get; init; }

    /// <summary>Most months by which somebody may move the end of a member's points, counted from today.</summary>
    public int ExtendMonths { get; init; } = 12;

    /// <summary>Days after their end within which points may be given back.</summary>
    public int ReinstateDays { get; init; } = 30;

    public DebtPolicy Debt { get; init; }
}
