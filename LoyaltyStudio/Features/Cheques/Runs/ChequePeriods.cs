using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <param name="RunId">The run that this period has already, or null.</param>
public sealed record ChequePeriod(string Key, DateOnly LastDay, long? RunId);

/// <summary>The periods that ended last, by the scheme that holds now, the latest first.</summary>
public sealed class ChequePeriods(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int HowMany = 8;

    public async Task<Outcome<IReadOnlyList<ChequePeriod>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        if (timeline.On(today)?.Content.Cheques.Period is not { } unit)
        {
            return Refuse.Conflict("no_programme", "No programme is live yet. Publish one first.");
        }

        var taken = await db.Set<ChequeRun>().Where(r => r.ActiveKey != null).Select(r => new { Key = r.ActiveKey!, r.Id }).ToDictionaryAsync(r => r.Key, r => r.Id, ct);
        List<ChequePeriod> periods = [];
        for (var first = BusinessCalendar.Floor(today, unit); periods.Count < HowMany && timeline.On(first.AddDays(-1)) is not null;)
        {
            var last = first.AddDays(-1);
            var key = BusinessCalendar.PeriodKey(last, unit);
            periods.Add(new ChequePeriod(key, last, taken.TryGetValue($"{ChequeScheme.Name} {key}", out var run) ? run : null));
            first = BusinessCalendar.Floor(last, unit);
        }

        return periods;
    }
}
