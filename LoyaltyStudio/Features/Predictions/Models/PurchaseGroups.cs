namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>Members with the same x, week of the last purchase and week of the first: one row with a weight. Weeks.</summary>
public readonly record struct PurchaseGroup(int X, double Tx, double T, double Weight);

/// <summary>The same history again and again is one row: what the fit reads. A million members come to some ten thousands of rows.</summary>
public static class PurchaseGroups
{
    /// <summary>Puts members together by x, week of tx (taken at its middle) and week of T. Days since the first purchase.</summary>
    public static PurchaseGroup[] ByWeek(IEnumerable<(int X, int TxDays, int TDays)> members)
    {
        var counts = new Dictionary<(int, int, int), int>();
        foreach (var (x, tx, t) in members)
        {
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (x, x == 0 ? 0 : tx / 7, t / 7), out _);
            count++;
        }

        return [.. counts.OrderBy(g => g.Key).Select(g => Middle(g.Key.Item1, g.Key.Item2, g.Key.Item3, g.Value))];
    }

    /// <summary>The middle of the week, in days 0 … 6 of it; the last purchase never behind today.</summary>
    private static PurchaseGroup Middle(int x, int txWeek, int tWeek, int count)
    {
        var t = tWeek + (3 / 7.0);
        return new PurchaseGroup(x, x == 0 ? 0 : Math.Min(t, txWeek + (3 / 7.0)), t, count);
    }
}
