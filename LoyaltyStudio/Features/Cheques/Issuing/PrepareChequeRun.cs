using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <param name="Period">2026-Q3, 2026-H2, 2026 or 2026-11: as the scheme asks.</param>
public sealed record PrepareChequeRunRequest(string Period);

/// <summary>Opens the run of a period. Its cut-off is the period's last day, which must be over.</summary>
public sealed class PrepareChequeRun(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <returns>The id of the run.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, PrepareChequeRunRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        if (BusinessCalendar.ParsePeriod(request.Period.Trim().ToUpperInvariant()) is not { } period)
        {
            return Refuse.Invalid("period", "\"{0}\" is not a period. Write 2026-Q3, 2026-H2, 2026 or 2026-11.", request.Period);
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        if (period.LastDay >= today)
        {
            return Refuse.Invalid("period", "This period ends on {0}. Cheques can be prepared from the day after.", period.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        var key = BusinessCalendar.PeriodKey(period.LastDay, period.Unit);
        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if ((await ProgrammeBook.TimelineAsync(db, ct)).On(period.LastDay) is not { } programme)
            {
                return Refuse.Conflict("no_programme", "No programme is published that holds on {0}.", period.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }

            var scheme = programme.Content.Cheques;
            if (scheme.Period != period.Unit)
            {
                return Refuse.Invalid("period", "The programme issues cheques per {0}, such as {1}.", scheme.Period, BusinessCalendar.PeriodKey(period.LastDay, scheme.Period));
            }

            var active = $"{ChequeScheme.Name} {key}";
            if (await db.Set<ChequeRun>().AnyAsync(r => r.ActiveKey == active, ct))
            {
                return Refuse.Conflict("run_exists", "There is a run for {0} already.", key);
            }

            var now = clock.GetUtcNow().UtcDateTime;
            var run = new ChequeRun
            {
                Scheme = ChequeScheme.Name, Period = key, ActiveKey = active, CutOff = period.LastDay, RecordedUntil = now, VersionId = programme.VersionId,
                PreparedBy = actor.Stamp, PreparedAt = now, ChequesValidUntil = BusinessCalendar.Ceiling(today.AddMonths(scheme.ValidMonths), CalendarUnit.Month),
            };
            db.Add(run);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "cheques.prepared", $"cheque_run {run.Id}", key);
            return run.Id;
        }, ct);
    }
}
