using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

/// <summary>A member's points on a day.</summary>
/// <param name="Total">Everything booked: active + pending − debt, before what expires tonight.</param>
/// <param name="Active">Can be spent today.</param>
/// <param name="Pending">Waits until a purchase cannot come back any more.</param>
/// <param name="NextExpiryOn">The first day on which points end, and how many.</param>
public sealed record PointsState(long Total, long Active, long Pending, long Debt, DateOnly? NextExpiryOn, long NextExpiryPoints);

/// <summary>Points that end together; they can be spent up to and with that day.</summary>
public sealed record ExpiringPoints(DateOnly On, long Points);

/// <summary>Reads the points of one member.</summary>
public static class PointsOf
{
    public static async Task<PointsState> ReadAsync(StudioDb db, long memberId, DateOnly today, CancellationToken ct)
    {
        var lots = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId == memberId && l.Remaining > 0)
            .Select(l => new { l.Remaining, l.ActivatesOn, l.ExpiresOn }).ToListAsync(ct);
        var balance = await db.Set<PointBalance>().AsNoTracking().FirstOrDefaultAsync(b => b.MemberId == memberId, ct);
        var living = lots.Where(l => l.ExpiresOn is null || l.ExpiresOn >= today).ToList();
        var next = living.Where(l => l.ExpiresOn is not null).Min(l => l.ExpiresOn);
        return new PointsState(balance?.Total ?? 0, living.Where(l => l.ActivatesOn <= today).Sum(l => l.Remaining), living.Where(l => l.ActivatesOn > today).Sum(l => l.Remaining),
            balance?.Debt ?? 0, next, living.Where(l => l.ExpiresOn == next).Sum(l => next is null ? 0 : l.Remaining));
    }

    /// <summary>All coming ends, the next first.</summary>
    public static async Task<IReadOnlyList<ExpiringPoints>> ExpiriesAsync(StudioDb db, long memberId, DateOnly today, CancellationToken ct)
    {
        var days = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId == memberId && l.Remaining > 0 && l.ExpiresOn >= today)
            .GroupBy(l => l.ExpiresOn).Select(g => new { On = g.Key!.Value, Points = g.Sum(l => l.Remaining) }).ToListAsync(ct);
        return [.. days.OrderBy(d => d.On).Select(d => new ExpiringPoints(d.On, d.Points))];
    }
}
