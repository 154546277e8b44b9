using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// Who is counted. A campaign whose last member's window is over counts everybody. One that goes on taking members in would never come to a verdict, so it counts everybody up to the end of the last month whose window
/// is over, once that is at least half of all; the others come with a later month. So a verdict is only given about members whose whole window has been seen, and at most once a month.
/// </summary>
/// <param name="First">First day of assignment; null where nobody is in it.</param>
/// <param name="Through">The last day of assignment that counts.</param>
/// <param name="Later">Members assigned after it.</param>
public sealed record MeasuringSpan(DateOnly? First, DateOnly? Through, int Later)
{
    /// <param name="days">W.</param>
    /// <param name="asOf">The first day that has not been seen.</param>
    /// <param name="upTo">How many members were assigned up to a day.</param>
    internal static async Task<MeasuringSpan> OfAsync(DateOnly first, DateOnly last, int members, int days, DateOnly asOf, Func<DateOnly, Task<int>> upTo)
    {
        if (last.AddDays(days) < asOf)
        {
            return new MeasuringSpan(first, last, 0);
        }

        var seen = asOf.AddDays(-days - 1);
        var month = new DateOnly(seen.Year, seen.Month, 1).AddMonths(seen == MonthEnd(seen) ? 1 : 0).AddDays(-1);
        if (month < first || month >= last)
        {
            return new MeasuringSpan(first, last, 0);
        }

        var counted = await upTo(month);
        return counted * 2 >= members ? new MeasuringSpan(first, month, members - counted) : new MeasuringSpan(first, last, 0);
    }

    internal static async Task<MeasuringSpan> ReadAsync(StudioDb db, long campaignId, int days, DateOnly asOf, CancellationToken ct)
    {
        var all = await db.Set<CampaignMember>().Where(m => m.CampaignId == campaignId).GroupBy(m => 1).Select(g => new { First = g.Min(m => m.AssignedOn), Last = g.Max(m => m.AssignedOn), Count = g.Count() }).FirstOrDefaultAsync(ct);
        return all is null ? new MeasuringSpan(null, null, 0)
            : await OfAsync(all.First, all.Last, all.Count, days, asOf, day => db.Set<CampaignMember>().CountAsync(m => m.CampaignId == campaignId && m.AssignedOn <= day, ct));
    }

    private static DateOnly MonthEnd(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1);
}
