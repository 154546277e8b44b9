namespace LoyaltyStudio.Features.Channels.Scanning;

/// <summary>The mean of the scored items, 4 being 100 %; what does not apply or was not scored does not count.</summary>
public static class ScanScore
{
    /// <summary>From 0 to 1; null without a scored item.</summary>
    public static double? Of(IReadOnlyCollection<int> scores) => scores.Count == 0 ? null : scores.Average() / 4;
}
