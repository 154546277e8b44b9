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
/// The job issue-cheques: opens and calculates the runs of every scheme whose cut-off came, also those that were missed while the server stood still, and issues those that somebody has approved. Runs daily; a
/// period that is issued already leaves nothing to do.
/// </summary>
internal sealed class IssueChequesWork(StudioData data, OrganisationBook organisation, TimeProvider clock, PrepareChequeRun prepare, CalculateChequeRun calculate, ApproveChequeRun approve, IssueChequeRun issue) : IScheduledWork
{
    public string Name => "issue-cheques";

    public string DefaultCron => "0 0 5 * * ?";

    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        foreach (var due in await DueAsync(today, ct))
        {
            if (await FindAsync(due, ct) is null or { State: ChequeRunState.Draft or ChequeRunState.Approved or ChequeRunState.Issuing })
            {
                return true;
            }
        }

        return false;
    }

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        // A run by hand may name the scheme and the period; a firing of the schedule is for the periods whose cut-off came last before its day.
        var dues = BusinessCalendar.ParsePeriod(run.Period) is not null ? [new DueRun(run.Arguments.GetValueOrDefault("scheme", ChequeScheme.Main), run.Period)]
            : (await DueAsync(run.AsOf, ct)).Where(d => run.Arguments.GetValueOrDefault("scheme", d.Scheme) == d.Scheme).ToList();
        List<ChequeRun> ends = [];
        foreach (var due in dues)
        {
            ends.Add(await BringOnAsync(run, due, ct));
        }

        return Say(ends);
    }

    /// <summary>As far as the run can go by itself.</summary>
    private async Task<ChequeRun> BringOnAsync(WorkRun run, DueRun due, CancellationToken ct)
    {
        var found = await FindAsync(due, ct);
        if (found is null)
        {
            var opened = await prepare.RunAsync(run.Actor, new PrepareChequeRunRequest(due.Period, due.Scheme), ct);
            found = opened.IsDone ? await FindAsync(due, ct) : throw new InvalidOperationException(opened.Text);
        }

        if (found!.State == ChequeRunState.Draft)
        {
            found = (await calculate.RunAsync(run.Actor, found.Id, run.Report, ct)).Must();
        }

        if (found.State == ChequeRunState.Calculated && run.Arguments.TryGetValue("approved_by", out var email) && run.Actor.Kind == "cli")
        {
            found = await ApproveAsync(found, due, email, ct);
        }

        return found.State is ChequeRunState.Approved or ChequeRunState.Issuing ? (await issue.RunAsync(run.Actor, found.Id, run.Report, ct)).Must() : found;
    }

    private static string Say(IReadOnlyList<ChequeRun> runs)
    {
        if (runs.FirstOrDefault(r => r.State == ChequeRunState.Issued) is { } wrong)
        {
            throw new InvalidOperationException($"{wrong.Period}: the cheques are issued, but their totals do not agree with the calculation.");
        }

        var (issued, waiting) = (runs.Where(r => r.State == ChequeRunState.Reconciled).ToList(), runs.Where(r => r.State == ChequeRunState.Calculated).ToList());
        var (count, cents, toApprove, toApproveCents) = (issued.Sum(r => r.IssuedCount), issued.Sum(r => r.IssuedCents) / 100m, waiting.Sum(r => r.ChequeCount), waiting.Sum(r => r.ValueCents) / 100m);
        return (issued.Count, waiting.Count) switch
        {
            (0, 0) => "No cheques are due.",
            (0, _) => FormattableString.Invariant($"{toApprove:N0} cheques of {toApproveCents:N2} in all are calculated and wait for approval."),
            (_, 0) => FormattableString.Invariant($"{count:N0} cheques of {cents:N2} in all are issued; the totals agree."),
            _ => FormattableString.Invariant($"{count:N0} cheques of {cents:N2} in all are issued; {toApprove:N0} of {toApproveCents:N2} in all wait for approval."),
        };
    }

    /// <summary>At the command line of the server: somebody else approves by name, with --set approved_by=EMAIL.</summary>
    private async Task<ChequeRun> ApproveAsync(ChequeRun run, DueRun due, string email, CancellationToken ct)
    {
        await using var db = data.Read();
        var person = await UserActor.FindAsync(db, email, ct) ?? throw new InvalidOperationException($"Nobody signs in as {email}.");
        var approved = await approve.RunAsync(person, run.Id, run.Version, ct);
        return approved.IsDone ? (await FindAsync(due, ct))! : throw new InvalidOperationException(approved.Text);
    }

    private sealed record DueRun(string Scheme, string Period);

    private async Task<List<DueRun>> DueAsync(DateOnly asOf, CancellationToken ct)
    {
        await using var db = data.Read();
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var runs = await db.Set<ChequeRun>().AsNoTracking().Select(r => new RunSeen(r.Scheme, r.Period, r.CutOff, r.State)).ToListAsync(ct);

        // What a person cancelled stays so until a person opens it again: at the screen, or by naming the period.
        bool GivenUp(DuePeriod d) => runs.Where(r => r.Scheme == d.Scheme.Code && r.Period == d.Period).ToList() is { Count: > 0 } own && own.TrueForAll(r => r.State == ChequeRunState.Cancelled);
        var due = (await MissedAsync(db, timeline, asOf, runs, ct)).Concat(DuePeriods.Of(timeline, asOf).Where(d => !GivenUp(d)));
        return [.. due.OrderBy(d => d.CutOff).ThenBy(d => d.Place).Select(d => new DueRun(d.Scheme.Code, d.Period))];
    }

    private sealed record RunSeen(string Scheme, string Period, DateOnly CutOff, ChequeRunState State);

    /// <summary>
    /// Earlier periods with something left to do: a run that stopped on its way, or none at all after a long stop of the server. What lies before the first run of its scheme
    /// is not made up for.
    /// </summary>
    private async Task<List<DuePeriod>> MissedAsync(StudioDb db, ProgrammeTimeline timeline, DateOnly asOf, List<RunSeen> runs, CancellationToken ct)
    {
        if (await db.Set<ProgrammeVersion>().Where(v => v.State == ProgrammeState.Published).MinAsync(v => v.PublishedAt, ct) is not { } published)
        {
            return [];
        }

        var bySchemes = runs.ToLookup(r => r.Scheme);
        return [.. DuePeriods.Missed(timeline, asOf, (await organisation.CurrentAsync(ct)).Calendar.DateOf(published)).Where(d =>
        {
            var all = bySchemes[d.Scheme.Code].ToList();
            var own = all.FindAll(r => r.Period == d.Period);
            return own.Count == 0 ? all.Count == 0 || all.Min(r => r.CutOff) < d.CutOff : own.Exists(r => r.State is ChequeRunState.Draft or ChequeRunState.Approved or ChequeRunState.Issuing);
        })];
    }

    private async Task<ChequeRun?> FindAsync(DueRun due, CancellationToken ct)
    {
        await using var db = data.Read();
        var key = ChequeRun.KeyOf(due.Scheme, due.Period.Trim().ToUpperInvariant());
        return await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.ActiveKey == key, ct);
    }
}
