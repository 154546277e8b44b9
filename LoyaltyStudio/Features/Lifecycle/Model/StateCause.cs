namespace LoyaltyStudio.Features.Lifecycle.Model;

/// <summary>Codes of what put a member into a state; the screens have the words.</summary>
public static class StateCause
{
    public const string BoughtAgain = "bought_again", Complaint = "complaint", LowScore = "low_score", BrokenPromise = "broken_promise", NoPurchase = "no_purchase", FirstPurchase = "first_purchase",
        StayedAway = "stayed_away", TooLong = "too_long", Unsubscribed = "unsubscribed", Cancelled = "cancelled", TopTier = "top_tier", TopSpender = "top_spender", Buys = "buys";
}
