using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Issues an approved run in chunks. Each chunk is one transaction: debits, lots, cheques, the cheque book and the place in the run; so a run that is killed goes on
/// behind its last chunk and every member ends with one cheque and one debit (promises 3 and 5). A member who left since the calculation gets none; the run says
/// how many and how much.
/// </summary>
public sealed class IssueChequeRun(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, IOptions<ChequeOptions> options)
{
    public async Task<Outcome<ChequeRun>> RunAsync(Actor actor, long runId, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var pace = new JobPace(data, clock, options.Value.Chunk);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var size = pace.Next;
            var step = await pace.WriteAsync(size, db => ChunkAsync(db, actor, runId, today, size, ct), ct);
            if (!step.IsDone)
            {
                return step;
            }

            var run = step.Value!;
            CrashPoint.Here("cheques-after-commit");
            report?.Invoke(run.IssuedCount + run.WithheldCount, run.ChequeCount, "cheques");
            if (run.State != ChequeRunState.Issuing)
            {
                return step;
            }
        }
    }

    private async Task<Outcome<ChequeRun>> ChunkAsync(StudioDb db, Actor actor, long runId, DateOnly today, int size, CancellationToken ct)
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
            .OrderBy(l => l.MemberId).Take(size).ToListAsync(ct);
        if (lines.Count > 0)
        {
            await IssueAsync(db, actor, run, await StillMembersAsync(db, run, lines, ct), today, ct);
            run.IssuedThroughMember = lines[^1].MemberId;
        }
        else
        {
            run.IssuedAt = clock.GetUtcNow().UtcDateTime;
            run.State = await ReconcilesAsync(db, run, ct) ? ChequeRunState.Reconciled : ChequeRunState.Issued;
            db.Audit(actor, "cheques.issued", $"cheque_run {run.Id}", $"{run.IssuedCount} cheques, {run.IssuedCents} cents, {run.State}{(run.WithheldCount == 0 ? "" : $"; withheld {run.WithheldCount} cheques, {run.WithheldCents} cents")}");
        }

        await db.SaveChangesAsync(ct);
        CrashPoint.Here("cheques-before-commit");
        return run;
    }

    /// <summary>Leaves out whoever is no active member any more, and writes that down.</summary>
    private static async Task<List<ChequeRunLine>> StillMembersAsync(StudioDb db, ChequeRun run, List<ChequeRunLine> lines, CancellationToken ct)
    {
        var (from, to) = (lines[0].MemberId, lines[^1].MemberId);
        await db.LockMembersAsync(lines.ConvertAll(l => l.MemberId));
        var gone = await db.Set<ChequeRunLine>().Where(l => l.RunId == run.Id && l.MemberId >= from && l.MemberId <= to && l.ValueCents > 0
            && db.Set<Member>().Any(m => m.Id == l.MemberId && m.Status != MemberStatus.Active)).ToListAsync(ct);
        foreach (var line in gone)
        {
            line.Refusal = Refusals.Withheld;
            run.WithheldCount++;
            run.WithheldCents += line.ValueCents;
            run.WithheldPoints += line.PointsUsed;
        }

        var ids = gone.Select(l => l.MemberId).ToHashSet();
        return [.. lines.Where(l => !ids.Contains(l.MemberId))];
    }

    private async Task IssueAsync(StudioDb db, Actor actor, ChequeRun run, List<ChequeRunLine> lines, DateOnly today, CancellationToken ct)
    {
        var members = lines.ConvertAll(l => l.MemberId);
        var now = clock.GetUtcNow().UtcDateTime;
        // Making codes is work for the processor alone, so it goes beside the reading.
        var codes = Task.Run(() => lines.ConvertAll(_ => vault.New().Stored), ct);
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, now), members, members, ct);
        var entries = lines.ConvertAll(l => booking.Spend(l.MemberId, EntryKind.Cheque, l.PointsUsed, "cheque_run", run.Id, today, $"Cheque {run.Period}", run.VersionId,
            lot => lot.ActivatesOn <= run.CutOff, l.MemberId));
        await booking.AssignIdsAsync();
        CrashPoint.Here("cheques-after-ledger");
        await booking.SaveAsync(ct);
        var ids = await db.NextIdsAsync<Cheque>(lines.Count);
        await db.BulkInsertAsync((await codes).Zip(lines).Select((made, i) => new Cheque
        {
            Id = ids[i], RunId = run.Id, MemberId = made.Second.MemberId, StoreId = made.Second.StoreId, EntryId = entries[i].Id, CodeHash = made.First.Hash, CodeSealed = made.First.Sealed,
            LastFour = made.First.LastFour, FaceCents = made.Second.ValueCents, PointsUsed = made.Second.PointsUsed, IssuedOn = today, ValidUntil = run.ChequesValidUntil,
        }).ToList());
        await ChequeBook.WriteAsync(db, lines.Select((l, i) => ChequeBook.Issued(actor, now, today, ids[i], run.Id, l.StoreId, l.ValueCents)).ToList());
        run.IssuedCount += lines.Count;
        run.IssuedCents += lines.Sum(l => l.ValueCents);
        run.IssuedPoints += lines.Sum(l => l.PointsUsed);
    }

    /// <summary>Control totals: cheques, their book, their points and the ledger's debits say the same as the approved calculation less what was withheld, to the cent.</summary>
    private static async Task<bool> ReconcilesAsync(StudioDb db, ChequeRun run, CancellationToken ct)
    {
        var source = run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var cheques = db.Set<Cheque>().Where(c => c.RunId == run.Id);
        var debits = await db.Set<LedgerEntry>().Where(e => e.SourceType == "cheque_run" && e.SourceId == source && e.Kind == EntryKind.Cheque).SumAsync(e => -e.Points, ct);
        var booked = await db.Set<ChequeEntry>().Where(e => e.RunId == run.Id && e.Kind == ChequeEntryKind.Issued).SumAsync(e => e.Cents, ct);
        var (points, cents) = (run.PointsUsed - run.WithheldPoints, run.ValueCents - run.WithheldCents);
        return await cheques.CountAsync(ct) == run.ChequeCount - run.WithheldCount && await cheques.SumAsync(c => c.FaceCents, ct) == cents && await cheques.SumAsync(c => c.PointsUsed, ct) == points
            && (run.IssuedCents, booked) == (cents, cents) && (run.IssuedPoints, debits) == (points, points);
    }

    /// <summary>Two instances that issue the same run take turns; the second finds the first one's place in the run.</summary>
    internal static async Task LockAsync(StudioDb db, long runId)
    {
        if (!db.IsSqlite)
        {
            await using var command = db.Command("SELECT id FROM cheque_run WHERE id = @id FOR UPDATE").With("id", runId);
            await command.ExecuteNonQueryAsync();
        }
    }
}
