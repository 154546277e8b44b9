using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>How multipliers go together: all of them multiply, or of those that say so only the highest counts.</summary>
public enum Stacking { Stack, BestOneWins }

/// <summary>The base of earning, and the life of points: one point for every <paramref name="CentsPerPoint"/> cents of the eligible amount.</summary>
/// <param name="CentsPerPoint">Eligible cents that earn one point; 100 means one point per euro.</param>
/// <param name="TierStacking">Whether the tier's multiplier multiplies with those of rules, or stands among those of which the highest counts.</param>
/// <param name="PendingDays">Days after the purchase on which points become active: the return window + 1.</param>
/// <param name="ValidMonths">Months that points stay valid, counted from the activity date and rounded up to the end of <paramref name="ValidUntilEndOf"/>.</param>
public sealed record EarningRule(int CentsPerPoint, Stacking TierStacking, int PendingDays, int ValidMonths, CalendarUnit ValidUntilEndOf)
{
    /// <summary>Days before points expire on which members are told.</summary>
    public IReadOnlyList<int> WarnDays { get; init; } = [30, 7];
}
