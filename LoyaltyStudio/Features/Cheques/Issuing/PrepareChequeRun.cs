using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <param name="Period">2026-Q3, 2026-H2, 2026 or 2026-11: as the scheme asks.</param>
/// <param name="Scheme">Code of the scheme.</param>
public sealed record PrepareChequeRunRequest(string Period, string Scheme = ChequeScheme.Main);

/// <summary>Opens the run of a scheme for a period. The cut-off, the period's last day or some days later, must be over.</summary>
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
            return Refuse.Invalid("period", "This period ends on {0}. Cheques can be prepared from the day after.", Text(period.LastDay));
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if ((await ProgrammeBook.TimelineAsync(db, ct)).On(period.LastDay) is not { } programme)
            {
                return Refuse.Conflict("no_programme", "No programme is published that holds on {0}.", Text(period.LastDay));
            }

            if (programme.Content.SchemeOf(request.Scheme) is not { } scheme)
            {
                return Refuse.Invalid("scheme", "The programme has no cheque scheme with code {0}.", request.Scheme);
            }

            if (scheme.Period != period.Unit)
            {
                return Refuse.Invalid("period", "The programme issues cheques per {0}, such as {1}.", scheme.Period, BusinessCalendar.PeriodKey(period.LastDay, scheme.Period));
            }

            var cutOff = scheme.CutOffOf(period.LastDay);
            return cutOff >= today
                ? Refuse.Invalid("period", "The cut-off of this period is {0}. Cheques can be prepared from the day after.", Text(cutOff))
                : await OpenAsync(db, actor, programme, scheme, BusinessCalendar.PeriodKey(period.LastDay, period.Unit), cutOff, today, ct);
        }, ct);
    }

    private async Task<Outcome<long>> OpenAsync(StudioDb db, Actor actor, LiveProgramme programme, ChequeScheme scheme, string period, DateOnly cutOff, DateOnly today, CancellationToken ct)
    {
        var active = ChequeRun.KeyOf(scheme.Code, period);
        if (await db.Set<ChequeRun>().AnyAsync(r => r.ActiveKey == active, ct))
        {
            return Refuse.Conflict("run_exists", "There is a run for {0} already.", period);
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var run = new ChequeRun
        {
            Scheme = scheme.Code, Period = period, ActiveKey = active, CutOff = cutOff, RecordedUntil = now,
            LastEntryId = await db.Set<LedgerEntry>().MaxAsync(e => (long?)e.Id, ct) ?? 0, VersionId = programme.VersionId, PreparedBy = actor.Stamp, PreparedAt = now, ChequesValidUntil = BusinessCalendar.Ceiling(today.AddMonths(scheme.ValidMonths), CalendarUnit.Month),
        };
        db.Add(run);
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "cheques.prepared", $"cheque_run {run.Id}", active);
        return run.Id;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
