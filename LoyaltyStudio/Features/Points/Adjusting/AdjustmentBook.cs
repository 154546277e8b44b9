using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Adjusting;

/// <summary>Books a correction: points given make a lot with the usual end that can be spent at once and does not count for tiers; points taken never go below zero.</summary>
internal static class AdjustmentBook
{
    /// <returns>The id of the entry.</returns>
    internal static async Task<Outcome<long>> BookAsync(StudioDb db, Actor actor, PointAdjustment adjustment, DateTime now, DateOnly today, CancellationToken ct)
    {
        var member = adjustment.MemberId;
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, now), [member], [member], ct);
        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On(today);
        LedgerEntry entry;
        if (adjustment.Points > 0)
        {
            if (live is null)
            {
                return Refuse.Conflict("no_programme", "No programme is live yet, so points would have no end.");
            }

            entry = booking.Earn(member, EntryKind.Adjustment, adjustment.Points, "adjustment", adjustment.Id, now, today, live, adjustment.Reason, null, atOnce: true, activity: false, qualifies: false);
        }
        else
        {
            bool Open(PointLot lot) => lot.ExpiresOn is null || lot.ExpiresOn >= today;
            var there = booking.OpenLots(member).Where(Open).Sum(l => l.Remaining);
            if (there < -adjustment.Points)
            {
                return Refuse.Conflict("below_zero", "The member has {0} points; no more than that can be taken.", there);
            }

            entry = booking.Spend(member, EntryKind.Adjustment, -adjustment.Points, "adjustment", adjustment.Id, today, adjustment.Reason, live?.VersionId, Open);
        }

        await booking.AssignIdsAsync();
        await booking.SaveAsync(ct);
        return entry.Id;
    }
}
