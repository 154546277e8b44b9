using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Somebody may be guessing codes: of all codes that were tried in the last hour, the share of wrong ones is three times what it was in the thirty days before, and there
/// were at least twenty. What was tried is what was wrong plus what was used or reserved.
/// </summary>
/// <param name="Wrong">Wrong codes in the last hour.</param>
/// <param name="Percent">Their share of all tries, rounded.</param>
public sealed record WrongCodeAlarm(int Wrong, int Percent, int UsualPercent)
{
    internal const string Act = "code.guessing";
    private const int Least = 20;
    private const int Times = 3;
    private const int UsualDays = 30;

    /// <summary>Null when all is as usual. Nearly always one count over an index.</summary>
    public static async Task<WrongCodeAlarm?> ReadAsync(StudioDb db, DateTime now, CancellationToken ct)
    {
        var hour = now.AddHours(-1);
        var wrong = await db.Set<WrongCode>().CountAsync(w => w.At > hour && w.At <= now, ct);
        if (wrong < Least)
        {
            return null;
        }

        var from = hour.AddDays(-UsualDays);
        var share = Share(wrong, await RightAsync(db, hour, now, ct));
        var usual = Share(await db.Set<WrongCode>().CountAsync(w => w.At > from && w.At <= hour, ct), await RightAsync(db, from, hour, ct));
        return share < Times * usual ? null : new WrongCodeAlarm(wrong, (int)Math.Round(share * 100), (int)Math.Round(usual * 100));
    }

    private static double Share(int wrong, int right) => wrong + right == 0 ? 0 : (double)wrong / (wrong + right);

    /// <summary>By business date first, which has an index; a day on either side covers every zone.</summary>
    private static async Task<int> RightAsync(StudioDb db, DateTime from, DateTime to, CancellationToken ct)
    {
        var (first, last) = (DateOnly.FromDateTime(from).AddDays(-1), DateOnly.FromDateTime(to).AddDays(1));
        return await db.Set<Redemption>().CountAsync(r => r.BusinessDate >= first && r.BusinessDate <= last && r.At > from && r.At <= to, ct)
            + await db.Set<ChequeReservation>().CountAsync(r => r.At > from && r.At <= to && r.State != ReservationState.Used, ct);
    }
}
