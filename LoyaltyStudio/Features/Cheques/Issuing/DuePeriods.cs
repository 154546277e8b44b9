using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <param name="Place">Place of the scheme in the version of the period's last day.</param>
internal sealed record DuePeriod(ChequeScheme Scheme, string Period, DateOnly CutOff, int Place);

/// <summary>
/// Which periods are due on a day: of every scheme the one whose cut-off came last before it. The version of the period's last day decides which schemes there are, so
/// that a scheme that a new version leaves out still gets its last run, and one that begins with it none over a time in which it did not hold.
/// </summary>
internal static class DuePeriods
{
    private static readonly CalendarUnit[] Units = [CalendarUnit.Month, CalendarUnit.Quarter, CalendarUnit.HalfYear, CalendarUnit.Year];

    internal static IReadOnlyList<DuePeriod> Of(ProgrammeTimeline timeline, DateOnly asOf)
    {
        List<DuePeriod> due = [];
        foreach (var unit in Units)
        {
            // A cut-off lies at most sixty days behind its period: three months, two of anything longer.
            for (var (end, left) = (BusinessCalendar.Floor(asOf, unit).AddDays(-1), 4); left > 0; end = BusinessCalendar.Floor(end, unit).AddDays(-1), left--)
            {
                var next = BusinessCalendar.Ceiling(end.AddDays(1), unit);
                due.AddRange((timeline.On(end)?.Content.Schemes ?? []).Select((s, i) => new DuePeriod(s, BusinessCalendar.PeriodKey(end, unit), s.CutOffOf(end), i))
                    .Where(d => d.Scheme.Period == unit && d.CutOff < asOf && d.Scheme.CutOffOf(next) >= asOf));
            }
        }

        return [.. due.OrderBy(d => d.CutOff).ThenBy(d => d.Place)];
    }
}
