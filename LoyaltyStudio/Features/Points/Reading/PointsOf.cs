using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

/// <summary>A member's points on a day.</summary>
/// <param name="Total">Everything booked: active + pending − debt, before what expires tonight.</param>
/// <param name="Active">Neither waiting nor ended; a part of them may be held.</param>
/// <param name="Pending">Waits until a purchase cannot come back any more.</param>
/// <param name="NextExpiryOn">The first day on which points end, and how many.</param>
public sealed record PointsState(long Total, long Active, long Pending, long Debt, DateOnly? NextExpiryOn, long NextExpiryPoints)
{
    /// <summary>Points that go into a cheque which is calculated and not issued yet.</summary>
    public long Held { get; init; }

    /// <summary>What the member can spend today: active points less those that are held.</summary>
    public long Spendable { get; init; }
}

/// <summary>Points that end together; they can be spent up to and with that day.</summary>
public sealed record ExpiringPoints(DateOnly On, long Points);

/// <summary>Reads the points of one member.</summary>
public static class PointsOf
{
    public static async Task<PointsState> ReadAsync(StudioDb db, IEnumerable<IPointHold> holds, long memberId, DateOnly today, CancellationToken ct)
    {
        var lots = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId == memberId && l.Remaining > 0)
            .Select(l => new { l.Remaining, l.ActivatesOn, l.ExpiresOn }).ToListAsync(ct);
        var balance = await db.Set<PointBalance>().AsNoTracking().FirstOrDefaultAsync(b => b.MemberId == memberId, ct);
        var living = lots.Where(l => l.ExpiresOn is null || l.ExpiresOn >= today).ToList();
        var next = living.Where(l => l.ExpiresOn is not null).Min(l => l.ExpiresOn);
        var active = living.Where(l => l.ActivatesOn <= today).Sum(l => l.Remaining);
        var held = await HeldAsync(db, holds, memberId, ct);
        var ended = held is null ? 0 : lots.Where(l => l.ExpiresOn < today && l.ActivatesOn <= held.ActiveBy).Sum(l => l.Remaining);
        return new PointsState(balance?.Total ?? 0, active, living.Where(l => l.ActivatesOn > today).Sum(l => l.Remaining),
            balance?.Debt ?? 0, next, living.Where(l => l.ExpiresOn == next).Sum(l => next is null ? 0 : l.Remaining))
        {
            Held = held?.Points ?? 0, Spendable = Math.Max(0, active - (held?.OfLiving(ended) ?? 0)),
        };
    }

    /// <summary>Everything that is held of a member, whoever holds it; null when nothing is.</summary>
    public static async Task<PointHold?> HeldAsync(StudioDb db, IEnumerable<IPointHold> holds, long memberId, CancellationToken ct)
    {
        PointHold? all = null;
        foreach (var hold in holds)
        {
            if ((await hold.HeldAsync(db, [memberId], ct)).GetValueOrDefault(memberId) is { } held)
            {
                all = all is null ? held : new PointHold(all.Points + held.Points, all.ActiveBy > held.ActiveBy ? all.ActiveBy : held.ActiveBy);
            }
        }

        return all;
    }

    /// <summary>All coming ends, the next first.</summary>
    public static async Task<IReadOnlyList<ExpiringPoints>> ExpiriesAsync(StudioDb db, long memberId, DateOnly today, CancellationToken ct)
    {
        var days = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId == memberId && l.Remaining > 0 && l.ExpiresOn >= today)
            .GroupBy(l => l.ExpiresOn).Select(g => new { On = g.Key!.Value, Points = g.Sum(l => l.Remaining) }).ToListAsync(ct);
        return [.. days.OrderBy(d => d.On).Select(d => new ExpiringPoints(d.On, d.Points))];
    }
}
