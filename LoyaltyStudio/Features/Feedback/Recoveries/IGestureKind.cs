using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Feedback.Recoveries;

/// <summary>A gesture to make: to whom, how much, and in whose words.</summary>
/// <param name="Key">The same key again is the same gesture.</param>
public sealed record GestureDraft(long MemberId, long? StoreId, long Amount, string Reason, string Key);

/// <summary>What was given.</summary>
/// <param name="Code">Of a coupon, to be told or written down; empty for nothing. Shown once.</param>
/// <param name="Waits">A second person has to decide first.</param>
public sealed record MadeGesture(string Code = "", bool Waits = false);

/// <summary>A way to make something good: points, a coupon, a card. Features above add theirs.</summary>
public interface IGestureKind
{
    /// <summary>points, coupon, card.</summary>
    string Kind { get; }

    /// <summary>Whether the recovery is done with it; a card has to be written first.</summary>
    bool DoneAtOnce { get; }

    /// <summary>What it takes from the budget, cents; null for an amount that cannot be given.</summary>
    long? CostOf(FeedbackSetting settings, long amount);

    Task<Outcome<MadeGesture>> GiveAsync(StudioDb db, Actor actor, GestureDraft draft, CancellationToken ct);
}
