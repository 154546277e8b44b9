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
    private const int Most = 12;
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

    /// <summary>
    /// Periods before those of <see cref="Of"/>, for a server that stood still: their cut-off came on or after the day on which the installation published its first
    /// programme, at most twelve per scheme, the earliest first. Whether they have runs the caller knows.
    /// </summary>
    internal static IReadOnlyList<DuePeriod> Missed(ProgrammeTimeline timeline, DateOnly asOf, DateOnly since)
    {
        var latest = Of(timeline, asOf);
        List<DuePeriod> missed = [];
        foreach (var unit in Units)
        {
            for (var (end, left) = (BusinessCalendar.Floor(asOf, unit).AddDays(-1), Most + 4); left > 0; end = BusinessCalendar.Floor(end, unit).AddDays(-1), left--)
            {
                missed.AddRange((timeline.On(end)?.Content.Schemes ?? []).Select((s, i) => new DuePeriod(s, BusinessCalendar.PeriodKey(end, unit), s.CutOffOf(end), i))
                    .Where(d => d.Scheme.Period == unit && d.CutOff >= since && d.CutOff < asOf && !latest.Any(l => l.Scheme.Code == d.Scheme.Code && l.Period == d.Period)));
            }
        }

        return [.. missed.GroupBy(d => d.Scheme.Code).SelectMany(g => g.OrderByDescending(d => d.CutOff).Take(Most)).OrderBy(d => d.CutOff).ThenBy(d => d.Place)];
    }
}
