using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Works out what every member gets and freezes it: points active at the cut-off, of purchases up to it, recorded before the run was opened. Runs
/// again from the start when it was killed; nothing is issued by it.
/// </summary>
public sealed class CalculateChequeRun(StudioData data, TimeProvider clock)
{
    private const int Block = 10_000;

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

        var programme = (await ProgrammeBook.TimelineAsync(read, ct)).ById(run.VersionId)!;
        await data.WriteAsync(async db =>
        {
            await db.Set<ChequeRunLine>().Where(l => l.RunId == runId).ExecuteDeleteAsync(ct);
            await db.Set<ChequeRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ChequeRunState.Draft), ct);
        }, ct, Lane.Job);

        long last = 0, done = 0;
        while (await data.WriteAsync(db => BlockAsync(db, run, programme, last, ct), ct, Lane.Job) is { } through)
        {
            last = through.Last;
            done += through.Count;
            report?.Invoke(done, 0, "members");
            CrashPoint.Here("cheques-calculated-block");
        }

        return await FinishAsync(actor, runId, ct);
    }

    private sealed record Eligible(long MemberId, long Points, long Debt, string? Tier, long? StoreId, MemberStatus Status);

    private static async Task<(long Last, int Count)?> BlockAsync(StudioDb db, ChequeRun run, LiveProgramme programme, long after, CancellationToken ct)
    {
        var members = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId > after && l.Remaining > 0).Select(l => l.MemberId).Distinct().Order().Take(Block).ToListAsync(ct);
        if (members.Count == 0)
        {
            return null;
        }

        var to = members[^1];
        var points =
            from lot in db.Set<PointLot>()
            join entry in db.Set<LedgerEntry>() on lot.EntryId equals entry.Id
            where lot.MemberId > after && lot.MemberId <= to && lot.Remaining > 0 && lot.ActivatesOn <= run.CutOff && (lot.ExpiresOn == null || lot.ExpiresOn > run.CutOff)
                && entry.BusinessDate <= run.CutOff && entry.RecordedAt <= run.RecordedUntil
            group lot by lot.MemberId into g
            select new { MemberId = g.Key, Points = g.Sum(l => l.Remaining) };
        var eligible = await (
            from p in points
            join member in db.Set<Member>() on p.MemberId equals member.Id
            join balance in db.Set<PointBalance>() on p.MemberId equals balance.MemberId
            join tier in db.Set<MemberTier>() on p.MemberId equals tier.MemberId into tiers
            from t in tiers.DefaultIfEmpty()
            select new Eligible(p.MemberId, p.Points, balance.Debt, t == null ? null : t.Tier, member.HomeStoreId, member.Status)).AsNoTracking().ToListAsync(ct);
        await db.BulkInsertAsync(eligible.ConvertAll(e => LineOf(run, programme.Content, e)));
        return (to, members.Count);
    }

    private static ChequeRunLine LineOf(ChequeRun run, ProgrammeContent content, Eligible e)
    {
        var points = Math.Max(0, e.Points - e.Debt);
        var value = e.Status == MemberStatus.Active ? ChequePolicy.Decide(content.Cheques, e.Tier, points) : default;
        var refusal = e.Status != MemberStatus.Active ? "not_active" : value.ValueCents > 0 ? "" : e.Debt > 0 && points == 0 ? "debt" : "below_minimum";
        return new ChequeRunLine
        {
            RunId = run.Id, MemberId = e.MemberId, Tier = content.TierOf(e.Tier).Code, StoreId = e.StoreId, EligiblePoints = points, ValueCents = value.ValueCents,
            PointsUsed = value.PointsUsed, Refusal = refusal,
        };
    }

    private Task<Outcome<ChequeRun>> FinishAsync(Actor actor, long runId, CancellationToken ct) => data.WriteAsync<Outcome<ChequeRun>>(async db =>
    {
        var run = await db.Set<ChequeRun>().FirstAsync(r => r.Id == runId, ct);
        var lines = db.Set<ChequeRunLine>().Where(l => l.RunId == runId);
        run.MemberCount = await lines.CountAsync(ct);
        run.ChequeCount = await lines.CountAsync(l => l.ValueCents > 0, ct);
        run.ValueCents = await lines.SumAsync(l => l.ValueCents, ct);
        run.PointsUsed = await lines.SumAsync(l => l.PointsUsed, ct);
        run.PointsCarried = await lines.SumAsync(l => l.EligiblePoints - l.PointsUsed, ct);
        run.State = ChequeRunState.Calculated;
        run.CalculatedAt = clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "cheques.calculated", $"cheque_run {run.Id}", $"{run.ChequeCount} cheques, {run.ValueCents} cents, {run.PointsUsed} points");
        return run;
    }, ct, Lane.Job);
}
