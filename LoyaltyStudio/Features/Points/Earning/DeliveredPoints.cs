using System.Globalization;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>
/// Sets the dates of a lot when the day of delivery becomes known, where the version of the purchase counts from delivery. Points that can be spent already stay
/// so; until then they wait, at the latest until the days that the programme gives a delivery nobody reports (<see cref="LotPolicy.From"/>).
/// </summary>
internal static class DeliveredPoints
{
    internal static async Task SetAsync(StudioDbScope scope, IReadOnlyList<Purchase> purchases, DateOnly today, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(scope.Db, ct);
        var keys = purchases.Where(p => p.MemberId is not null).ToDictionary(p => p.Id.ToString(CultureInfo.InvariantCulture));
        var ids = keys.Keys.ToArray();
        var earned = await scope.Db.Set<LedgerEntry>().AsNoTracking().Where(e => e.SourceType == "purchase" && e.Kind == EntryKind.Earn && ids.Contains(e.SourceId))
            .Join(scope.Db.Set<PointLot>().AsNoTracking(), e => e.Id, l => l.EntryId, (e, l) => new { e.SourceId, e.VersionId, Lot = l }).ToListAsync(ct);
        List<PointLot> moved = [];
        foreach (var row in earned.Where(r => r.Lot.ActivatesOn > today))
        {
            if (timeline.ById(row.VersionId ?? 0)?.Content.Earning is { PendingFrom: PendingFrom.Delivery } rule)
            {
                var from = LotPolicy.From(rule, keys[row.SourceId]);
                // A delivery that is told late makes points active today, never in the past: what a cheque run counted stays as it was.
                row.Lot.ActivatesOn = LotPolicy.ActivatesOn(rule, from) is var active && active < today ? today : active;
                var until = LotPolicy.ExpiresOn(rule, from);

                // An end that activity has moved further stays there.
                row.Lot.ExpiresOn = row.Lot.ByActivity && row.Lot.ExpiresOn > until ? row.Lot.ExpiresOn : until;
                moved.Add(row.Lot);
            }
        }

        await PointBooking.SetDatesAsync(scope.Db, moved);
    }
}
