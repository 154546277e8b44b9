using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>What moves points: earning, returns, expiry and cheques, each as <see cref="Points.Booking.PointBooking"/> books it.</summary>
internal sealed partial class World
{
    /// <summary>Points that are earned, with their lot; a debt is paid first. Where points live by activity, this moves the end of all of them.</summary>
    /// <param name="start">The day from which they wait and stay valid.</param>
    internal void Earn(long number, long earned, int day, CourseVersion version, int start, bool atOnce = false, bool activity = true)
    {
        Total += earned;
        if (earned <= 0)
        {
            return;
        }

        if (activity && version.MovesByEarning)
        {
            Move(version.Rule, day);
        }

        AddLot(number, earned, atOnce ? DateOnly.FromDayNumber(day) : version.ActivatesOn(start), version.ExpiresOn(version.ByActivity ? Math.Max(start, lastActivity) : start), version.ByActivity);
        points.Add(day, earned);
        if (Counting)
        {
            Earned += earned;
            tally.Earned(version.Index, earned);
        }
    }

    /// <summary>Points that a return takes back from a known purchase; what is no longer there becomes debt or stays, as the version of the purchase says.</summary>
    internal void TakeBack(long number, long back, int day, int earnedOn, CourseVersion version)
    {
        var on = DateOnly.FromDayNumber(day);
        var order = LotPolicy.ReturnOrder(lots, l => l.EntryId == number, on);
        var debt = version.Rule.Debt;
        var taken = Take(debt == DebtPolicy.PendingOnly ? order.Where(l => l.EntryId == number && l.ActivatesOn > on) : order, back, allowDebt: debt == DebtPolicy.Unlimited);
        Total -= taken;
        points.Add(earnedOn, -taken);
        Lost(version.Index, taken);
        AdvanceTier(Math.Max(earnedOn, Standing?.Since.DayNumber ?? 0));
    }

    /// <summary>Points for goods of which no purchase was found; at most what is there.</summary>
    internal void TakeBackUnmatched(long back, int day, int version)
    {
        var taken = Take(LotPolicy.ReturnOrder(lots, _ => false, DateOnly.FromDayNumber(day)), back, allowDebt: false);
        Total -= taken;
        points.Add(day, -taken);
        Lost(version, taken);
        AdvanceTier(Math.Max(day, Standing?.Since.DayNumber ?? 0));
    }

    /// <summary>A cheque that was issued before the back-test begins.</summary>
    internal void Repeat(ChequeFact cheque)
    {
        Total -= cheque.Points;
        var cutOff = DateOnly.FromDayNumber(cheque.CutOff);
        Take(LotPolicy.SpendingOrder(lots.Where(l => l.ActivatesOn <= cutOff)), cheque.Points, allowDebt: true);
    }

    /// <summary>The day of delivery became known: as <see cref="DeliveredPoints"/> sets the dates of a lot that still waits.</summary>
    internal void Deliver(in DeliveryAct delivery, int day)
    {
        var today = DateOnly.FromDayNumber(day);
        var number = delivery.Lot;
        if (course.On(delivery.BoughtOn) is { Rule: { PendingFrom: PendingFrom.Delivery } rule } && lots.Find(l => l.EntryId == number && l.ActivatesOn > today) is { } lot)
        {
            lot.ActivatesOn = LotPolicy.ActivatesOn(rule, today);
            var until = LotPolicy.ExpiresOn(rule, today);
            lot.ExpiresOn = lot.ByActivity && lot.ExpiresOn > until ? lot.ExpiresOn : until;
            Watch(lot);
        }
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
                Ended(lot);
                lot.Remaining = 0;
            }

            if (lot.Remaining == 0)
            {
                Drop(lot);
                lots.RemoveAt(i);
            }
            else
            {
                left = Math.Min(left, lot.ExpiresOn?.DayNumber ?? int.MaxValue);
            }
        }

        earliestExpiry = left;
    }

    /// <summary>As <see cref="LinePolicy"/> makes the line of a member; what a run before it took is gone already.</summary>
    private void Issue(CourseRun run, string? tierThen)
    {
        var (scheme, tier) = (run.Scheme, run.Content.TierOf(tierThen).Code);
        var active = side.Active || run.Also?.Contains(side.Member) == true;
        if (LinePolicy.Excluded(active, LinePolicy.TakesPart(scheme, tier), LinePolicy.TakesPartStore(scheme, side.Store), LinePolicy.LongEnough(scheme, DateOnly.FromDayNumber(side.Since), run.CutOff)).Length > 0)
        {
            return;
        }

        long eligible = 0;
        foreach (var lot in lots)
        {
            eligible += lot.ActivatesOn <= run.CutOff && (lot.ExpiresOn is not { } end || end > run.CutOff) ? lot.Remaining : 0;
        }

        var band = scheme.Bands.Count == 0 ? 100 : scheme.BandOf(side.Turnover(run.From, run.Until));
        var value = ChequePolicy.Decide(scheme, scheme.PercentOf(tier), band, Math.Max(0, eligible - Debt));
        if (value.ValueCents > 0)
        {
            Total -= value.PointsUsed;
            Take(LotPolicy.SpendingOrder(lots.Where(l => l.ActivatesOn <= run.CutOff)), value.PointsUsed, allowDebt: true);
            ChequeCents += value.ValueCents;
            tally.Cheque(value.ValueCents, value.PointsUsed);
        }
    }

    /// <summary>The member did something: open points that live by activity end later, never earlier.</summary>
    /// <param name="also">Lots that the act itself has just emptied.</param>
    private void Move(EarningRule rule, int day, List<(PointLot? Lot, long Points)>? also = null)
    {
        var on = DateOnly.FromDayNumber(day);
        var until = LotPolicy.ExpiresOn(rule, on)!.Value;
        lastActivity = Math.Max(lastActivity, day);
        foreach (var lot in lots)
        {
            if (lot.ByActivity && lot.ExpiresOn >= on && lot.ExpiresOn < until && (lot.Remaining > 0 || also?.Exists(a => a.Lot == lot) == true))
            {
                lot.ExpiresOn = until;
            }
        }
    }

    private void AddLot(long number, long amount, DateOnly activates, DateOnly? expires, bool byActivity)
    {
        var lot = NewLot();
        (lot.Id, lot.EntryId, lot.Earned, lot.Remaining, lot.ActivatesOn, lot.ExpiresOn) = (++lotNumber, number, amount, amount, activates, expires);
        (lot.ByActivity, lot.Revivals, lot.MemberId) = (byActivity, 0, 0);
        lots.Add(lot);
        Watch(lot);
        PayDebt(lot);
    }

    private void PayDebt(PointLot lot)
    {
        var pay = Math.Min(Debt, lot.Remaining);
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

    private void Watch(PointLot lot) => earliestExpiry = Math.Min(earliestExpiry, lot.ExpiresOn?.DayNumber ?? int.MaxValue);

    private PointLot NewLot() => spare.TryPop(out var lot) ? lot : new PointLot();
}
