using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>What moves points: earning, returns, expiry, cheques, and bookings that are repeated.</summary>
internal sealed partial class World
{
    /// <summary>Points that are earned, with their lot; a debt is paid first.</summary>
    internal void Earn(long number, long earned, int day, CourseVersion version, bool atOnce)
    {
        Total += earned;
        if (earned <= 0)
        {
            return;
        }

        AddLot(number, earned, atOnce ? DateOnly.FromDayNumber(day) : version.ActivatesOn(day), version.ExpiresOn(day));
        points.Add(day, earned);
        if (Counting)
        {
            Earned += earned;
            tally.Earned(version.Index, earned);
        }
    }

    /// <summary>Points that a return takes back from a known purchase; what is no longer there becomes debt.</summary>
    internal void TakeBack(long number, long back, int day, int earnedOn, int version)
    {
        Total -= back;
        Take(LotPolicy.ReturnOrder(lots, l => l.EntryId == number, DateOnly.FromDayNumber(day)), back, allowDebt: true);
        points.Add(earnedOn, -back);
        Lost(version, back);
    }

    /// <summary>Points for goods of which no purchase was found; at most what is there.</summary>
    internal void TakeBackUnmatched(long back, int day, int version)
    {
        var taken = Take(LotPolicy.ReturnOrder(lots, _ => false, DateOnly.FromDayNumber(day)), back, allowDebt: false);
        Total -= taken;
        points.Add(day, -taken);
        Lost(version, taken);
    }

    /// <summary>Repeats a booking as it was, as far as points reach.</summary>
    internal void Repeat(FactAct fact, int day)
    {
        if (fact.Points > 0)
        {
            Total += fact.Points;
            AddLot(-1, fact.Points, DateOnly.FromDayNumber(fact.Activates), fact.Expires is { } e ? DateOnly.FromDayNumber(e) : null);
        }
        else
        {
            var on = DateOnly.FromDayNumber(day);
            Total -= Take(LotPolicy.SpendingOrder(lots.Where(l => l.ActivatesOn <= on)), -fact.Points, allowDebt: false);
        }

        if (fact.Qualifies is { } qualifies)
        {
            points.Add(qualifies, fact.Points);
        }
    }

    /// <summary>A cheque that was issued before the back-test begins.</summary>
    internal void Repeat(ChequeFact cheque)
    {
        Total -= cheque.Points;
        var cutOff = DateOnly.FromDayNumber(cheque.CutOff);
        Take(LotPolicy.SpendingOrder(lots.Where(l => l.ActivatesOn <= cutOff)), cheque.Points, allowDebt: true);
    }

    private void Expire(DateOnly day)
    {
        var left = int.MaxValue;
        for (var i = lots.Count - 1; i >= 0; i--)
        {
            var lot = lots[i];
            if (lot.Remaining > 0 && lot.ExpiresOn is { } end && end < day)
            {
                Total -= lot.Remaining;
                tally.Expired(lot.Remaining, Counting);
                lot.Remaining = 0;
            }

            if (lot.Remaining == 0)
            {
                spare.Push(lot);
                lots.RemoveAt(i);
            }
            else
            {
                left = Math.Min(left, lot.ExpiresOn?.DayNumber ?? int.MaxValue);
            }
        }

        earliestExpiry = left;
    }

    private void Issue(CourseRun run)
    {
        if (!side.Active && run.Also?.Contains(side.Member) != true)
        {
            return;
        }

        long eligible = 0;
        foreach (var lot in lots)
        {
            eligible += lot.ActivatesOn <= run.CutOffDate && (lot.ExpiresOn is not { } end || end > run.CutOffDate) ? lot.Remaining : 0;
        }

        var value = ChequePolicy.Decide(run.Scheme, Standing?.Tier, Math.Max(0, eligible - Debt));
        if (value.ValueCents > 0)
        {
            Total -= value.PointsUsed;
            Take(LotPolicy.SpendingOrder(lots.Where(l => l.ActivatesOn <= run.CutOffDate)), value.PointsUsed, allowDebt: true);
            ChequeCents += value.ValueCents;
            tally.Cheque(value.ValueCents, value.PointsUsed);
        }
    }

    private void AddLot(long number, long amount, DateOnly activates, DateOnly? expires)
    {
        var lot = NewLot();
        (lot.Id, lot.EntryId, lot.Earned, lot.Remaining, lot.ActivatesOn, lot.ExpiresOn) = (++lotNumber, number, amount, amount, activates, expires);
        lots.Add(lot);
        earliestExpiry = Math.Min(earliestExpiry, expires?.DayNumber ?? int.MaxValue);
        var pay = Math.Min(Debt, amount);
        lot.Remaining -= pay;
        Debt -= pay;
    }

    /// <returns>The points taken, debt included.</returns>
    private long Take(IEnumerable<PointLot> ordered, long amount, bool allowDebt)
    {
        long sum = 0;
        foreach (var (lot, part) in LotPolicy.Take(ordered, amount, allowDebt))
        {
            sum += part;
            Debt += lot is null ? part : 0;
        }

        return sum;
    }

    private void Lost(int version, long back)
    {
        if (Counting)
        {
            Earned -= back;
            tally.TakenBack(version, back);
        }
    }

    private PointLot NewLot() => spare.TryPop(out var lot) ? lot : new PointLot();
}
