using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Works out what every member gets and freezes it. The input is what was recorded before the run was opened (<see cref="CandidateReader"/>), so that a calculation
/// that was killed or is repeated gives the same. Nothing is issued by it.
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

        await data.WriteAsync(async db =>
        {
            await db.Set<ChequeRunLine>().Where(l => l.RunId == runId).ExecuteDeleteAsync(ct);
            await db.Set<ChequeRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ChequeRunState.Draft).SetProperty(r => r.CalculatedAt, (DateTime?)null), ct);
        }, ct, Lane.Job);
        await LinesAsync(run, scheme, content, report, ct);
        return await FinishAsync(actor, runId, run.CalculatedAt, ct);
    }

    private async Task LinesAsync(ChequeRun run, ChequeScheme scheme, ProgrammeContent content, Action<long, long, string>? report, CancellationToken ct)
    {
        await using var first = data.Read();
        var reader = await CandidateReader.OpenAsync(first, CutOff.Of(run), scheme, content, ct);
        long last = 0, done = 0;
        while (true)
        {
            await using var db = data.Read();
            if (await reader.NextAsync(db, last, options.Value.Chunk, ct) is not { } block)
            {
                return;
            }

            await data.WriteAsync(w => w.BulkInsertAsync(block.Members.ConvertAll(m => LinePolicy.LineOf(run.Id, run.CutOff, scheme, m))), ct, Lane.Job);
            last = block.Last;
            done += block.Members.Count;
            report?.Invoke(done, 0, "members");
            CrashPoint.Here("cheques-calculated-block");
        }
    }

    private Task<Outcome<ChequeRun>> FinishAsync(Actor actor, long runId, DateTime? before, CancellationToken ct) => data.WriteAsync<Outcome<ChequeRun>>(async db =>
    {
        var run = await db.Set<ChequeRun>().FirstAsync(r => r.Id == runId, ct);
        if (run.State != ChequeRunState.Draft)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and repeat your change.");
        }

        var lines = db.Set<ChequeRunLine>().Where(l => l.RunId == runId);
        var sums = await lines.GroupBy(l => 1).Select(g => new
        {
            Members = g.Count(), Cheques = g.Sum(l => l.ValueCents > 0 ? 1 : 0), Value = g.Sum(l => l.ValueCents), Used = g.Sum(l => l.PointsUsed), Eligible = g.Sum(l => l.EligiblePoints),
        }).FirstOrDefaultAsync(ct);
        (run.MemberCount, run.ChequeCount, run.ValueCents, run.PointsUsed, run.PointsCarried) =
            sums is null ? default : (sums.Members, sums.Cheques, sums.Value, sums.Used, sums.Eligible - sums.Used);
        run.State = ChequeRunState.Calculated;

        // A repeat keeps its place among the runs: those that were calculated after it took what it had left.
        run.CalculatedAt = before ?? clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "cheques.calculated", $"cheque_run {run.Id}", $"{run.ChequeCount} cheques, {run.ValueCents} cents, {run.PointsUsed} points");
        CrashPoint.Here("cheques-before-calculated");
        return run;
    }, ct, Lane.Job);
}
