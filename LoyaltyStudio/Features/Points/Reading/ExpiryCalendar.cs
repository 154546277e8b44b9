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

        var days = await lots.GroupBy(l => l.ExpiresOn).Select(g => new { On = g.Key, Points = g.Sum(l => l.Remaining), Members = g.Select(l => l.MemberId).Distinct().Count() }).ToListAsync(ct);
        var months = Enumerable.Range(0, MonthsShown).Select(first.AddMonths).ToList();
        var end = first.AddMonths(MonthsShown);
        var byMonth = days.Where(d => d.On < end).ToLookup(d => BusinessCalendar.Floor(d.On!.Value, CalendarUnit.Month));
        return new ExpiryOutlook([.. months.Select(m => new ExpiryMonth(m, byMonth[m].Sum(d => d.Points), byMonth[m].Sum(d => d.Members)))],
            days.Where(d => d.On >= end).Sum(d => d.Points), days.Where(d => d.On is null).Sum(d => d.Points));
    }
}
