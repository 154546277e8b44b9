using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

/// <param name="Month">Its first day.</param>
public sealed record ExpiryMonth(DateOnly Month, long Points, int Members);

/// <param name="Later">Points that end after the months shown.</param>
/// <param name="Never">Points without an end.</param>
public sealed record ExpiryOutlook(IReadOnlyList<ExpiryMonth> Months, long Later, long Never);

/// <summary>How many open points end in each of the next 24 months, of the members whom the actor sees.</summary>
public sealed class ExpiryCalendar(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public const int MonthsShown = 24;

    public async Task<Outcome<ExpiryOutlook>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewDashboard))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var first = BusinessCalendar.Floor(today, CalendarUnit.Month);
        var lots = db.Set<PointLot>().Where(l => l.Remaining > 0 && (l.ExpiresOn == null || l.ExpiresOn >= today));
        if (actor.Stores is not null)
        {
            var own = MemberSearch.Scoped(db.Set<Member>(), actor);
            lots = lots.Where(l => own.Any(m => m.Id == l.MemberId));
        }

        var ends = (await lots.Where(l => l.ExpiresOn != null).GroupBy(l => new { l.ExpiresOn!.Value.Year, l.ExpiresOn!.Value.Month })
            .Select(g => new { g.Key.Year, g.Key.Month, Points = g.Sum(l => l.Remaining), Members = g.Select(l => l.MemberId).Distinct().Count() }).ToListAsync(ct))
            .ConvertAll(g => new ExpiryMonth(new DateOnly(g.Year, g.Month, 1), g.Points, g.Members));
        var end = first.AddMonths(MonthsShown);
        var months = Enumerable.Range(0, MonthsShown).Select(first.AddMonths).Select(m => ends.Find(e => e.Month == m) ?? new ExpiryMonth(m, 0, 0));
        return new ExpiryOutlook([.. months], ends.Where(e => e.Month >= end).Sum(e => e.Points), await lots.Where(l => l.ExpiresOn == null).SumAsync(l => l.Remaining, ct));
    }
}
