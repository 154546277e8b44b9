using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <param name="LastDay">Of the period.</param>
/// <param name="CutOff">The last day whose points count.</param>
/// <param name="RunId">The run that this period has already, or null.</param>
public sealed record ChequePeriod(string Key, DateOnly LastDay, DateOnly CutOff, long? RunId);

/// <summary>A scheme of the programme that holds now, with the periods whose cut-off is over, the latest first.</summary>
public sealed record SchemePeriods(string Code, string NameNl, string NameEn, CalendarUnit Unit, IReadOnlyList<ChequePeriod> Periods);

/// <summary>The periods for which cheques can be prepared, by scheme.</summary>
public sealed class ChequePeriods(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int HowMany = 8;

    public async Task<Outcome<IReadOnlyList<SchemePeriods>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        if (timeline.On(today)?.Content.Schemes is not { } schemes)
        {
            return Refuse.Conflict("no_programme", "No programme is live yet. Publish one first.");
        }

        var taken = await db.Set<ChequeRun>().Where(r => r.ActiveKey != null).Select(r => new { Key = r.ActiveKey!, r.Id }).ToDictionaryAsync(r => r.Key, r => r.Id, ct);
        // A scheme that the programme of today has no more may still have a period that is due.
        var gone = DuePeriods.Of(timeline, today).Where(d => schemes.All(s => s.Code != d.Scheme.Code)).Select(d => d.Scheme).DistinctBy(s => s.Code);
        return schemes.Concat(gone).Select(s => new SchemePeriods(s.Code, s.NameNl, s.NameEn, s.Period, Periods(s, timeline, today, taken))).ToList();
    }

    private static List<ChequePeriod> Periods(ChequeScheme scheme, ProgrammeTimeline timeline, DateOnly today, Dictionary<string, long> taken)
    {
        List<ChequePeriod> periods = [];
        var first = BusinessCalendar.Floor(today, scheme.Period);
        for (var looked = 0; looked < HowMany + 4 && periods.Count < HowMany; looked++)
        {
            var last = first.AddDays(-1);
            first = BusinessCalendar.Floor(last, scheme.Period);

            // As it was then: a run goes by the version of the period's last day.
            if (timeline.On(last)?.Content.SchemeOf(scheme.Code) is not { } then || then.Period != scheme.Period)
            {
                continue;
            }

            if (then.CutOffOf(last) < today)
            {
                var key = BusinessCalendar.PeriodKey(last, scheme.Period);
                periods.Add(new ChequePeriod(key, last, then.CutOffOf(last), taken.TryGetValue(ChequeRun.KeyOf(scheme.Code, key), out var run) ? run : null));
            }
        }

        return periods;
    }
}
