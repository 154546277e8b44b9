using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>When points become active and expire (semantics 3), and from which lots a debit takes (L6).</summary>
public static class LotPolicy
{
    public static DateOnly ActivatesOn(EarningRule rule, DateOnly earnedOn) => earnedOn.AddDays(rule.PendingDays);

    /// <summary>⌈activity + n months⌉u; a day that the month lacks becomes its last.</summary>
    public static DateOnly ExpiresOn(EarningRule rule, DateOnly earnedOn) => BusinessCalendar.Ceiling(earnedOn.AddMonths(rule.ValidMonths), rule.ValidUntilEndOf);

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

    /// <summary>For a return: the lots of the purchase itself, those still pending first, then the others in spending order (semantics 4).</summary>
    public static IEnumerable<PointLot> ReturnOrder(IEnumerable<PointLot> lots, Func<PointLot, bool> own, DateOnly today)
    {
        var all = lots.ToLookup(own);
        return all[true].OrderByDescending(l => l.ActivatesOn > today)
            .Concat(SpendingOrder(all[false].Where(l => l.ActivatesOn <= today)))
            .Concat(SpendingOrder(all[false].Where(l => l.ActivatesOn > today)));
    }
}
