using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Works out what every member gets and freezes it. The input is what was recorded before the run was opened, less what members took as rewards before the calculation
/// was complete (<see cref="CandidateReader"/>), so that a calculation that is repeated gives the same. Lines are replaced block by block and a repeat keeps what it
/// held, so that nothing can be spent in between. Nothing is issued by it.
/// </summary>
public sealed class CalculateChequeRun(StudioData data, TimeProvider clock, IOptions<ChequeOptions> options)
{
    public async Task<Outcome<ChequeRun>> RunAsync(Actor actor, long runId, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        await using var read = data.Read();
        var run = await read.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == runId, ct);
        if (run is null)
        {
            return Refuse.NotFound("run_unknown", "This run does not exist.");
        }

        if (run.State is not (ChequeRunState.Draft or ChequeRunState.Calculated))
        {
            return Refuse.Conflict("run_state", "This run is {0} and cannot be calculated any more.", run.State);
        }

        if ((await ProgrammeBook.TimelineAsync(read, ct)).ById(run.VersionId)!.Content is not { } content || content.SchemeOf(run.Scheme) is not { } scheme)
        {
            return Refuse.Conflict("scheme_unknown", "The programme has no cheque scheme with code {0}.", run.Scheme);
        }

        // An approval that came in between keeps the lines that it saw.
        if (await data.WriteAsync(db => db.Set<ChequeRun>().Where(r => r.Id == runId && (r.State == ChequeRunState.Draft || r.State == ChequeRunState.Calculated))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ChequeRunState.Draft).SetProperty(r => r.Version, r => r.Version + 1), ct), ct, Lane.Job) == 0)
        {
            return ChangedMeanwhile;
        }

        await using var before = data.Read();
        var lastEntry = await before.Set<LedgerEntry>().MaxAsync(e => (long?)e.Id, ct) ?? 0;
        return await LinesAsync(run, scheme, content, report, ct) ? await FinishAsync(actor, run, scheme, content, lastEntry, ct) : ChangedMeanwhile;
    }

    private static Refusal ChangedMeanwhile => Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and repeat your change.");

    /// <returns>False when somebody cancelled the run meanwhile.</returns>
    private async Task<bool> LinesAsync(ChequeRun run, ChequeScheme scheme, ProgrammeContent content, Action<long, long, string>? report, CancellationToken ct)
    {
        await using var first = data.Read();
        var reader = await CandidateReader.OpenAsync(first, CutOff.Of(run), scheme, content, ct);
        long last = 0, done = 0;
        while (true)
        {
            await using var db = data.Read();
            var block = await reader.NextAsync(db, last, options.Value.Chunk, ct);
            var (after, to) = (last, block?.Last ?? long.MaxValue);
            var lines = block?.Members.ConvertAll(m => LinePolicy.LineOf(run.Id, run.CutOff, scheme, m)) ?? [];
            if (!await data.WriteAsync(w => ReplaceAsync(w, run.Id, after, to, lines, ct), ct, Lane.Job))
            {
                return false;
            }

            if (block is null)
            {
                return true;
            }

            last = to;
            done += lines.Count;
            report?.Invoke(done, 0, "members");
            CrashPoint.Here("cheques-calculated-block");
        }
    }

    private static async Task<bool> ReplaceAsync(StudioDb db, long runId, long after, long to, List<ChequeRunLine> lines, CancellationToken ct)
    {
        await IssueChequeRun.LockAsync(db, runId);
        if (!await db.Set<ChequeRun>().AnyAsync(r => r.Id == runId && r.State == ChequeRunState.Draft, ct))
        {
            return false;
        }

        await db.Set<ChequeRunLine>().Where(l => l.RunId == runId && l.MemberId > after && l.MemberId <= to).ExecuteDeleteAsync(ct);
        await db.BulkInsertAsync(lines);
        return true;
    }

    /// <summary>Looks again at members who took a reward, or gave one back, while their lines were made; from the end of this transaction on their points are held.</summary>
    private static async Task CatchUpAsync(StudioDb db, ChequeRun run, ChequeScheme scheme, ProgrammeContent content, long lastEntry, CancellationToken ct)
    {
        var above = lastEntry - CandidateReader.Overlap;
        var since = run.PreparedAt;
        var late = await db.Set<LedgerEntry>().Where(e => e.Id > above && e.RecordedAt >= since && (e.Kind == EntryKind.Spend || e.Kind == EntryKind.SpendUndo))
            .Select(e => e.MemberId).Distinct().ToListAsync(ct);
        if (late.Count == 0)
        {
            return;
        }

        var reader = await CandidateReader.OpenAsync(db, CutOff.Of(run), scheme, content, ct);
        foreach (var member in late.Order())
        {
            var lines = (await reader.OneAsync(db, member, ct)).ConvertAll(m => LinePolicy.LineOf(run.Id, run.CutOff, scheme, m));
            await ReplaceAsync(db, run.Id, member - 1, member, lines, ct);
        }
    }

    private Task<Outcome<ChequeRun>> FinishAsync(Actor actor, ChequeRun counted, ChequeScheme scheme, ProgrammeContent content, long lastEntry, CancellationToken ct) => data.WriteAsync<Outcome<ChequeRun>>(async db =>
    {
        await IssueChequeRun.LockAsync(db, counted.Id);
        var run = await db.Set<ChequeRun>().FirstAsync(r => r.Id == counted.Id, ct);
        if (run.State != ChequeRunState.Draft)
        {
            return ChangedMeanwhile;
        }

        if (run.CalculatedAt is null)
        {
            await CatchUpAsync(db, counted, scheme, content, lastEntry, ct);
        }

        var lines = db.Set<ChequeRunLine>().Where(l => l.RunId == run.Id);
        var sums = await lines.GroupBy(l => 1).Select(g => new
        {
            Members = g.Count(), Cheques = g.Sum(l => l.ValueCents > 0 ? 1 : 0), Value = g.Sum(l => l.ValueCents), Used = g.Sum(l => l.PointsUsed), Eligible = g.Sum(l => l.EligiblePoints),
        }).FirstOrDefaultAsync(ct);
        (run.MemberCount, run.ChequeCount, run.ValueCents, run.PointsUsed, run.PointsCarried) =
            sums is null ? default : (sums.Members, sums.Cheques, sums.Value, sums.Used, sums.Eligible - sums.Used);
        run.State = ChequeRunState.Calculated;

        // A repeat keeps its place among the runs: those that were calculated after it took what it had left.
        run.CalculatedAt ??= clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "cheques.calculated", $"cheque_run {run.Id}", $"{run.ChequeCount} cheques, {run.ValueCents} cents, {run.PointsUsed} points");
        CrashPoint.Here("cheques-before-calculated");
        return run;
    }, ct, Lane.Job);
}
