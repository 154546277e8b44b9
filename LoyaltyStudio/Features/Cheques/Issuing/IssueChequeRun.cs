using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Issues an approved run in chunks. Each chunk is one transaction: debits, lots, cheques and the place in the run; so a run that is killed goes on
/// behind its last chunk and every member ends with one cheque and one debit (promises 3 and 5).
/// </summary>
public sealed class IssueChequeRun(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault)
{
    private const int Chunk = 2_000;

    public async Task<Outcome<ChequeRun>> RunAsync(Actor actor, long runId, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var step = await data.WriteAsync(db => ChunkAsync(db, actor, runId, today, ct), ct, Lane.Job);
            if (!step.IsDone)
            {
                return step;
            }

            var run = step.Value!;
            CrashPoint.Here("cheques-after-commit");
            report?.Invoke(run.IssuedCount, run.ChequeCount, "cheques");
            if (run.State != ChequeRunState.Issuing)
            {
                return step;
            }
        }
    }

    private async Task<Outcome<ChequeRun>> ChunkAsync(StudioDb db, Actor actor, long runId, DateOnly today, CancellationToken ct)
    {
        await LockAsync(db, runId);
        var run = await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == runId, ct);
        if (run is null)
        {
            return Refuse.NotFound("run_unknown", "This run does not exist.");
        }

        switch (run.State)
        {
            case ChequeRunState.Issued or ChequeRunState.Reconciled:
                return run;
            case not (ChequeRunState.Approved or ChequeRunState.Issuing):
                return Refuse.Conflict("run_state", "This run is {0}; it has to be approved before it can be issued.", run.State);
        }

        run.State = ChequeRunState.Issuing;
        var lines = await db.Set<ChequeRunLine>().AsNoTracking().Where(l => l.RunId == runId && l.MemberId > run.IssuedThroughMember && l.ValueCents > 0)
            .OrderBy(l => l.MemberId).Take(Chunk).ToListAsync(ct);
        if (lines.Count > 0)
        {
            await IssueAsync(db, actor, run, lines, today, ct);
            run.IssuedThroughMember = lines[^1].MemberId;
            run.IssuedCount += lines.Count;
            run.IssuedCents += lines.Sum(l => l.ValueCents);
        }
        else
        {
            run.IssuedAt = clock.GetUtcNow().UtcDateTime;
            run.State = await ReconcilesAsync(db, run, ct) ? ChequeRunState.Reconciled : ChequeRunState.Issued;
            db.Audit(actor, "cheques.issued", $"cheque_run {run.Id}", $"{run.IssuedCount} cheques, {run.IssuedCents} cents, {run.State}");
        }

        await db.SaveChangesAsync(ct);
        CrashPoint.Here("cheques-before-commit");
        return run;
    }

    private async Task IssueAsync(StudioDb db, Actor actor, ChequeRun run, List<ChequeRunLine> lines, DateOnly today, CancellationToken ct)
    {
        var members = lines.ConvertAll(l => l.MemberId);
        await db.LockMembersAsync(members);
        var scope = new StudioDbScope(db, actor, clock.GetUtcNow().UtcDateTime);
        var booking = await PointBooking.StartAsync(scope, members, members, ct);
        var entries = lines.ConvertAll(l => booking.Spend(l.MemberId, EntryKind.Cheque, l.PointsUsed, "cheque_run", run.Id, today, $"Cheque {run.Period}", run.VersionId,
            lot => lot.ActivatesOn <= run.CutOff, l.MemberId));
        await booking.AssignIdsAsync();
        CrashPoint.Here("cheques-after-ledger");
        await booking.SaveAsync(ct);
        var ids = await db.NextIdsAsync<Cheque>(lines.Count);
        await db.BulkInsertAsync(lines.Select((l, i) =>
        {
            var (_, stored) = vault.New();
            return new Cheque
            {
                Id = ids[i], RunId = run.Id, MemberId = l.MemberId, EntryId = entries[i].Id, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = stored.LastFour,
                FaceCents = l.ValueCents, PointsUsed = l.PointsUsed, IssuedOn = today, ValidUntil = run.ChequesValidUntil,
            };
        }).ToList());
    }

    /// <summary>Control totals: cheques, their points and the ledger's debits say the same as the approved calculation, to the cent.</summary>
    private static async Task<bool> ReconcilesAsync(StudioDb db, ChequeRun run, CancellationToken ct)
    {
        var source = run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var cheques = db.Set<Cheque>().Where(c => c.RunId == run.Id);
        var debits = await db.Set<LedgerEntry>().Where(e => e.SourceType == "cheque_run" && e.SourceId == source && e.Kind == EntryKind.Cheque).SumAsync(e => -e.Points, ct);
        return await cheques.CountAsync(ct) == run.ChequeCount && await cheques.SumAsync(c => c.FaceCents, ct) == run.ValueCents
            && await cheques.SumAsync(c => c.PointsUsed, ct) == run.PointsUsed && debits == run.PointsUsed;
    }

    /// <summary>Two instances that issue the same run take turns; the second finds the first one's place in the run.</summary>
    private static async Task LockAsync(StudioDb db, long runId)
    {
        if (!db.IsSqlite)
        {
            await using var command = db.Command("SELECT id FROM cheque_run WHERE id = @id FOR UPDATE").With("id", runId);
            await command.ExecuteNonQueryAsync();
        }
    }
}
