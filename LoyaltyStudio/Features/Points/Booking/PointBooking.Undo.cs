using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Points.Booking;

/// <summary>Taking back points that were given for something other than a purchase.</summary>
public sealed partial class PointBooking
{
    /// <summary>
    /// Takes back all that an entry gave (L5): from its own lot first, then as a return does. What is no longer there becomes debt, or stays with the member where the programme allows no debt; the entry says so.
    /// </summary>
    /// <returns>The points taken.</returns>
    public long TakeBackGiven(LedgerEntry reverses, string sourceType, long sourceId, DateOnly on, string reason, LiveProgramme programme)
    {
        var debt = programme.Content.Earning.Debt;
        var order = ReturnOrder(reverses.MemberId, reverses, on);
        var taken = LotPolicy.Take(debt == DebtPolicy.PendingOnly ? order.Where(l => IsOf(l, reverses) && l.ActivatesOn > on) : order, reverses.Points, allowDebt: debt == DebtPolicy.Unlimited);
        var sum = taken.Sum(t => t.Points);
        var entry = Book(reverses.MemberId, EntryKind.Return, -sum, sourceType, sourceId, 0, scope.Now, on, reason, programme.VersionId, qualifiesOn: reverses.QualifiesOn, reverses: reverses);
        entry.Forgiven = reverses.Points - sum;
        Allocate(entry, taken);
        return sum;
    }
}
