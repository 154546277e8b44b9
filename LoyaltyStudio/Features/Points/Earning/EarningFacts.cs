using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>One purchase line as the rules see it.</summary>
/// <param name="Left">Units that did not come back.</param>
public readonly record struct EarningLine(LineKind Kind, string Category, long AmountCents, int Quantity, int Left, string Sku = "", string Brand = "");

/// <summary>What conditions look at besides the lines: the moment, the place and the member as it was then.</summary>
/// <param name="At">Local date and time.</param>
/// <param name="Channel">store, web, marketplace or phone; empty where there is none.</param>
/// <param name="Store">Code of the store; empty where there is none.</param>
/// <param name="Payment">How it was paid, as the till calls it; empty where it did not say.</param>
/// <param name="FirstPurchase">Whether no earlier purchase of the member is known.</param>
public sealed record EarningFacts(DateTime At, string Channel, string Store, string Payment, string Tier, bool FirstPurchase, MemberFacts Member)
{
    public DateOnly Date => DateOnly.FromDateTime(At);
}

/// <summary>What is known of the member; only what the rules ask for is filled.</summary>
/// <param name="Source">How the member came to the programme.</param>
/// <param name="Segments">Codes of the segments that the member is in.</param>
public sealed record MemberFacts(string Source, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Segments)
{
    public static MemberFacts None { get; } = new("", new Dictionary<string, string>(), []);
}
