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

    public string PeriodKey(DateOnly asOf)
    {
        using var db = data.Read();
        var scheme = ProgrammeBook.TimelineAsync(db).GetAwaiter().GetResult().On(asOf)?.Content.Cheques.Period ?? CalendarUnit.Quarter;
        return BusinessCalendar.PeriodKey(BusinessCalendar.Floor(asOf, scheme).AddDays(-1), scheme);
    }

    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var key = $"{ChequeScheme.Name} {PeriodKey(today)}";
        return timeline.On(today) is not null && timeline.On(BusinessCalendar.ParsePeriod(PeriodKey(today))!.Value.LastDay) is not null
            && !await db.Set<ChequeRun>().AnyAsync(r => r.ActiveKey == key && r.State != ChequeRunState.Approved && r.State != ChequeRunState.Issuing && r.State != ChequeRunState.Draft, ct);
    }

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var found = await FindAsync(run.Period, ct);
        if (found is null)
        {
            var opened = await prepare.RunAsync(run.Actor, new PrepareChequeRunRequest(run.Period), ct);
            if (!opened.IsDone)
            {
                throw new InvalidOperationException(opened.Text);
            }

            found = await FindAsync(run.Period, ct);
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

    private async Task<ChequeRun?> FindAsync(string period, CancellationToken ct)
    {
        await using var db = data.Read();
        var key = $"{ChequeScheme.Name} {period.Trim().ToUpperInvariant()}";
        return await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.ActiveKey == key, ct);
    }
}
