using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>When points become active and expire (semantics 3), and from which lots a debit takes (L6).</summary>
public static class LotPolicy
{
    /// <summary>Days that points which come back after their end can be spent at least (semantics 3).</summary>
    public const int RevivalDays = 30;

    /// <summary>
    /// The day from which the points of a purchase wait and stay valid: delivery when known, else the purchase. Where delivery counts and is not known, an order
    /// counts as delivered after a number of days; what is taken along in a shop is delivered at once.
    /// </summary>
    public static DateOnly From(EarningRule rule, Purchase purchase) => rule.PendingFrom == PendingFrom.Purchase ? purchase.BusinessDate
        : purchase.DeliveredOn ?? (purchase.Channel == Channel.Store ? purchase.BusinessDate : purchase.BusinessDate.AddDays(rule.DeliveryFallbackDays));

    public static DateOnly ActivatesOn(EarningRule rule, DateOnly earnedOn) => earnedOn.AddDays(rule.PendingDays);

    /// <summary>⌈activity + n months⌉u; a day that the month lacks becomes its last. Null where points never expire.</summary>
    public static DateOnly? ExpiresOn(EarningRule rule, DateOnly activityOn) =>
        rule.Expiry == ExpiryKind.Never ? null : BusinessCalendar.Ceiling(activityOn.AddMonths(rule.ValidMonths), rule.ValidUntilEndOf);

    /// <summary>Whether an act of the member moves the end of open points.</summary>
    public static bool Moves(EarningRule rule, bool spending) =>
        rule.Expiry == ExpiryKind.Inactivity && rule.Activity != (spending ? ActivityKind.Earning : ActivityKind.Spending);

    /// <summary>The last day of points that come back into a lot: its own, or where that has passed at least thirty days from today.</summary>
    public static DateOnly? RevivedUntil(DateOnly? expiresOn, DateOnly today) =>
        expiresOn is not { } own || own >= today ? expiresOn : today.AddDays(RevivalDays);

    /// <summary>
    /// Takes points from lots in the given order and answers how much came from each. What the lots do not hold is answered as the last item with
    /// no lot: the member's debt, where the caller allows one.
    /// </summary>
    public static List<(PointLot? Lot, long Points)> Take(IEnumerable<PointLot> ordered, long points, bool allowDebt)
    {
        var taken = new List<(PointLot?, long)>();
        foreach (var lot in ordered)
        {
            var part = Math.Min(points, lot.Remaining);
            if (part > 0)
            {
                lot.Remaining -= part;
                points -= part;
                taken.Add((lot, part));
            }
        }

        if (points > 0 && allowDebt)
        {
            taken.Add((null, points));
        }

        return taken;
    }

    /// <summary>Earliest expiry first, then earliest activation, then lowest id; undated last (L6).</summary>
    public static IOrderedEnumerable<PointLot> SpendingOrder(IEnumerable<PointLot> lots) =>
        lots.OrderBy(l => l.ExpiresOn ?? DateOnly.MaxValue).ThenBy(l => l.ActivatesOn).ThenBy(l => l.Id);

    /// <summary>Whether the points of a lot can be spent on a day.</summary>
    public static bool Spendable(PointLot lot, DateOnly on) => lot.ActivatesOn <= on && (lot.ExpiresOn is null || lot.ExpiresOn >= on);

    /// <summary>For a return: the lots of the purchase itself, those still pending first, then the others in spending order (semantics 4).</summary>
    public static IEnumerable<PointLot> ReturnOrder(IEnumerable<PointLot> lots, Func<PointLot, bool> own, DateOnly today)
    {
        var all = lots.ToLookup(own);
        return all[true].OrderByDescending(l => l.ActivatesOn > today)
            .Concat(SpendingOrder(all[false].Where(l => l.ActivatesOn <= today)))
            .Concat(SpendingOrder(all[false].Where(l => l.ActivatesOn > today)));
    }
}
