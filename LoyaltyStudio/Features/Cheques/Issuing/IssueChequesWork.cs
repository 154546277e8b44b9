using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// The job issue-cheques: opens and calculates the run of the period that ended last, and issues it once somebody has approved it. Runs daily; a
/// period that is issued already leaves nothing to do.
/// </summary>
internal sealed class IssueChequesWork(StudioData data, OrganisationBook organisation, TimeProvider clock, PrepareChequeRun prepare, CalculateChequeRun calculate, ApproveChequeRun approve, IssueChequeRun issue) : IScheduledWork
{
    public string Name => "issue-cheques";

    public string DefaultCron => "0 0 5 * * ?";

    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        if (await PeriodAsync(today, ct) is not { } period)
        {
            return false;
        }

        return await FindAsync(period, ct) is null or { State: ChequeRunState.Draft or ChequeRunState.Approved or ChequeRunState.Issuing };
    }

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        // A run by hand may name the period; a firing of the schedule is for the period that ended last before its day.
        var period = BusinessCalendar.ParsePeriod(run.Period) is not null ? run.Period : await PeriodAsync(run.AsOf, ct);
        if (period is null)
        {
            return "No programme was live yet.";
        }

        var found = await FindAsync(period, ct);
        if (found is null)
        {
            var opened = await prepare.RunAsync(run.Actor, new PrepareChequeRunRequest(period), ct);
            if (!opened.IsDone)
            {
                throw new InvalidOperationException(opened.Text);
            }

            found = await FindAsync(period, ct);
        }

        if (found!.State == ChequeRunState.Draft)
        {
            found = (await calculate.RunAsync(run.Actor, found.Id, run.Report, ct)).Must();
        }

        if (found.State == ChequeRunState.Calculated && run.Arguments.TryGetValue("approved_by", out var email) && run.Actor.Kind == "cli")
        {
            found = await ApproveAsync(found, email, ct);
        }

        if (found.State is ChequeRunState.Approved or ChequeRunState.Issuing)
        {
            found = (await issue.RunAsync(run.Actor, found.Id, run.Report, ct)).Must();
        }

        return found.State switch
        {
            ChequeRunState.Calculated => FormattableString.Invariant($"{found.ChequeCount:N0} cheques of {found.ValueCents / 100m:N2} in all are calculated and wait for approval."),
            ChequeRunState.Reconciled => FormattableString.Invariant($"{found.IssuedCount:N0} cheques of {found.IssuedCents / 100m:N2} in all are issued; the totals agree."),
            ChequeRunState.Issued => throw new InvalidOperationException($"{found.Period}: the cheques are issued, but their totals do not agree with the calculation."),
            var state => $"{found.Period}: {state}.",
        };
    }

    /// <summary>At the command line of the server: somebody else approves by name, with --set approved_by=EMAIL.</summary>
    private async Task<ChequeRun> ApproveAsync(ChequeRun run, string email, CancellationToken ct)
    {
        await using var db = data.Read();
        var person = await UserActor.FindAsync(db, email, ct) ?? throw new InvalidOperationException($"Nobody signs in as {email}.");
        var approved = await approve.RunAsync(person, run.Id, run.Version, ct);
        return approved.IsDone ? (await FindAsync(run.Period, ct))! : throw new InvalidOperationException(approved.Text);
    }

    /// <summary>The period of the scheme that ended last before a day; null when no programme held at its end.</summary>
    private async Task<string?> PeriodAsync(DateOnly asOf, CancellationToken ct)
    {
        await using var db = data.Read();
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        if (timeline.On(asOf)?.Content.Cheques.Period is not { } unit)
        {
            return null;
        }

        var lastDay = BusinessCalendar.Floor(asOf, unit).AddDays(-1);
        return timeline.On(lastDay) is null ? null : BusinessCalendar.PeriodKey(lastDay, unit);
    }

    private async Task<ChequeRun?> FindAsync(string period, CancellationToken ct)
    {
        await using var db = data.Read();
        var key = $"{ChequeScheme.Name} {period.Trim().ToUpperInvariant()}";
        return await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.ActiveKey == key, ct);
    }
}
