using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>The figures of one run of a scheme, as calculated.</summary>
public sealed record RunFigures(long Id, string Period, int Cheques, long ValueCents, long PointsUsed, long PointsCarried)
{
    public long AverageCents => Cheques == 0 ? 0 : ValueCents / Cheques;
}

/// <summary>A run beside those of the same scheme before it, the oldest first; the last one is the run itself. Within the actor's stores.</summary>
public sealed class CompareChequeRuns(StudioData data)
{
    private const int Most = 8;

    public async Task<Outcome<IReadOnlyList<RunFigures>>> RunAsync(Actor actor, long runId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == runId, ct) is not { } run)
        {
            return Refuse.NotFound("run_unknown", "This run does not exist.");
        }

        var runs = await db.Set<ChequeRun>().Where(r => r.Scheme == run.Scheme && (r.Id == run.Id || (r.CutOff < run.CutOff && r.State != ChequeRunState.Cancelled && r.State != ChequeRunState.Draft)))
            .OrderByDescending(r => r.CutOff).ThenByDescending(r => r.Id).Take(Most).ToListAsync(ct);
        runs.Reverse();
        if (actor.Stores is null)
        {
            return runs.ConvertAll(r => new RunFigures(r.Id, r.Period, r.ChequeCount, r.ValueCents, r.PointsUsed, r.PointsCarried));
        }

        var ids = runs.ConvertAll(r => r.Id);
        var own = await ChequeScope.Lines(db, actor).Where(l => ids.Contains(l.RunId)).GroupBy(l => l.RunId).Select(g => new
        {
            g.Key, Cheques = g.Sum(l => l.ValueCents > 0 ? 1 : 0), Value = g.Sum(l => l.ValueCents), Used = g.Sum(l => l.PointsUsed), Carried = g.Sum(l => l.EligiblePoints - l.PointsUsed),
        }).ToDictionaryAsync(g => g.Key, ct);
        return runs.ConvertAll(r => own.GetValueOrDefault(r.Id) is { } o ? new RunFigures(r.Id, r.Period, o.Cheques, o.Value, o.Used, o.Carried) : new RunFigures(r.Id, r.Period, 0, 0, 0, 0));
    }
}
