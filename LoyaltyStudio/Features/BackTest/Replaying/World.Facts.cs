using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>
/// What people did, repeated as it was as far as points reach: corrections, rewards, points given back, later ends, tiers given by hand. What comes back goes
/// into the lots that it left here.
/// </summary>
internal sealed partial class World
{
    /// <summary>Marks a lot that something may come back into, so that it is not used again for other points.</summary>
    private const long Kept = 1;

    private readonly Dictionary<long, List<(PointLot Lot, long Points)>> spent = [];
    private readonly Dictionary<(long Lot, int Revival), (PointLot Lot, long Points)> ended = [];

    internal void Repeat(FactAct fact, int day)
    {
        var on = DateOnly.FromDayNumber(day);
        switch (fact.Kind)
        {
            case FactKind.Given:
                Total += fact.Points;
                var version = course.On(day);
                AddLot(fact.Of, fact.Points, DateOnly.FromDayNumber(fact.Activates), version is not null ? version.ExpiresOn(version.ByActivity ? Math.Max(day, lastActivity) : day)
                    : fact.Expires is { } e ? DateOnly.FromDayNumber(e) : null, version?.ByActivity == true);
                break;
            case FactKind.Taken:
                Total -= Take(LotPolicy.SpendingOrder(lots.Where(l => l.ExpiresOn is null || l.ExpiresOn >= on)), -fact.Points, allowDebt: false);
                break;
            case FactKind.Spent:
                Spend(fact, day);
                break;
            case FactKind.Undone when spent.Remove(fact.Of, out var taken):
                // Lots whose end has passed come last, as they are booked apart.
                PutBack([.. taken.OrderBy(t => LotPolicy.RevivedUntil(t.Lot.ExpiresOn, on) != t.Lot.ExpiresOn)], on);
                break;
            case FactKind.Reinstated when ended.Remove((fact.Of, fact.Line), out var gone):
                PutBack([gone], on);
                break;
            case FactKind.Extended:
                foreach (var lot in lots.Where(l => l.Remaining > 0 && l.ExpiresOn >= on && l.ExpiresOn.Value.DayNumber < fact.Expires))
                {
                    lot.ExpiresOn = DateOnly.FromDayNumber(fact.Expires!.Value);
                }

                break;
        }

        if (fact.Qualifies is { } qualifies)
        {
            points.Add(qualifies, fact.Points);
        }
    }

    /// <summary>A tier that a person gave, or ended; a tier that this course does not have is not given.</summary>
    internal void Give(HandAct hand, int day)
    {
        if (course.On(day)?.Live is not { } live)
        {
            return;
        }

        var on = DateOnly.FromDayNumber(day);
        if (hand.Tier is null)
        {
            if (Standing is { } now && now.ManualUntil >= on)
            {
                Stand(new TierStep(now.Tier, now with { ManualUntil = null, ValidUntil = on.AddDays(-1) }, on, live, TierCauses.ManualEnd, []));
                AdvanceTier(day);
            }

            return;
        }

        if (live.Content.Tiers.Any(t => t.Code == hand.Tier))
        {
            AdvanceTier(day);
            var from = Standing?.Tier ?? live.Content.Tiers[0].Code;
            var until = DateOnly.FromDayNumber(hand.LastDay);
            Stand(new TierStep(from, new TierStanding(hand.Tier, from == hand.Tier && Standing is not null ? Standing.Since : on, until) { ManualUntil = until }, on, live, TierCauses.Manual, []));
        }
    }

    private void Spend(FactAct fact, int day)
    {
        var on = DateOnly.FromDayNumber(day);
        var taken = LotPolicy.Take(LotPolicy.SpendingOrder(lots.Where(l => LotPolicy.Spendable(l, on))), -fact.Points, allowDebt: false);
        Total -= taken.Sum(t => t.Points);
        spent[fact.Of] = taken.ConvertAll(t => (t.Lot!, t.Points));
        foreach (var (lot, _) in taken)
        {
            lot!.MemberId = Kept;
        }

        if (taken.Count > 0 && course.On(day) is { MovesBySpending: true } version)
        {
            Move(version.Rule, day, taken);
        }
    }

    private void PutBack(List<(PointLot Lot, long Points)> back, DateOnly on)
    {
        foreach (var (lot, amount) in back)
        {
            Total += amount;
            lot.Remaining += amount;
            if (LotPolicy.RevivedUntil(lot.ExpiresOn, on) is var until && until != lot.ExpiresOn)
            {
                lot.ExpiresOn = until;
                lot.Revivals++;
            }

            if (!lots.Contains(lot))
            {
                lots.Add(lot);
            }

            Watch(lot);
            PayDebt(lot);
        }
    }

    /// <summary>Points of a lot end; they are remembered where some of this member's came back later.</summary>
    private void Ended(PointLot lot)
    {
        if (side.GotBack)
        {
            ended[(lot.EntryId, lot.Revivals)] = (lot, lot.Remaining);
            lot.MemberId = Kept;
        }
    }

    private void Drop(PointLot lot)
    {
        if (lot.MemberId != Kept)
        {
            spare.Push(lot);
        }
    }

    private void CopyKept(World other, Dictionary<PointLot, PointLot> copies)
    {
        foreach (var (key, taken) in other.spent)
        {
            spent[key] = taken.ConvertAll(t => (CopyOf(t.Lot, copies), t.Points));
        }

        foreach (var (key, gone) in other.ended)
        {
            ended[key] = (CopyOf(gone.Lot, copies), gone.Points);
        }
    }

    private PointLot CopyOf(PointLot lot, Dictionary<PointLot, PointLot>? copies)
    {
        if (copies?.TryGetValue(lot, out var known) == true)
        {
            return known;
        }

        var copy = NewLot();
        (copy.Id, copy.EntryId, copy.Earned, copy.Remaining, copy.ActivatesOn, copy.ExpiresOn) = (lot.Id, lot.EntryId, lot.Earned, lot.Remaining, lot.ActivatesOn, lot.ExpiresOn);
        (copy.ByActivity, copy.Revivals, copy.MemberId) = (lot.ByActivity, lot.Revivals, lot.MemberId);
        copies?.Add(lot, copy);
        return copy;
    }
}
