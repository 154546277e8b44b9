using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Ends cheques whose last day lies before a day: what is left of each is booked off on the day after its last one. Blocks that commit; running it again finds what is
/// left. A cheque that is reserved at a till at this moment waits for the next run.
/// </summary>
public sealed class ExpireCheques(StudioData data, TimeProvider clock)
{
    private const int Block = 10_000;

    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var (done, pace) = (0, new JobPace(data, clock, Block));
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var size = pace.Next;
            var ended = await pace.WriteAsync(size, db => BlockAsync(db, actor, asOf, size, ct), ct);
            done += ended;
            CrashPoint.Here("cheques-expired-block");
            if (ended == 0)
            {
                return done;
            }
        }
    }

    private async Task<int> BlockAsync(StudioDb db, Actor actor, DateOnly asOf, int size, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        IQueryable<Cheque> Due() => db.Set<Cheque>().AsNoTracking()
            .Where(c => c.ValidUntil < asOf && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed || (c.State == ChequeState.Reserved && c.ReservedUntil <= now)));
        var ids = await Due().OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).Select(c => c.Id).Take(size).ToArrayAsync(ct);
        await ChequeLocks.TakeAsync(db, ids);
        var due = await Due().Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(ct);
        var entries = due.ConvertAll(c => ChequeBook.Ended(actor, now, c.ValidUntil.AddDays(1), c, ChequeEntryKind.Expired, c.OpenCents));
        foreach (var cheque in due)
        {
            cheque.EndedCents += cheque.OpenCents;
            (cheque.State, cheque.ReservationId, cheque.ReservedUntil) = (ChequeState.Expired, null, null);
        }

        await db.BulkUpdateAsync(due, [nameof(Cheque.State), nameof(Cheque.EndedCents), nameof(Cheque.ReservationId), nameof(Cheque.ReservedUntil)], []);
        await ChequeBook.WriteAsync(db, entries);
        return due.Count;
    }
}

/// <summary>The job expire-cheques.</summary>
internal sealed class ExpireChequesWork(ExpireCheques expire) : IScheduledWork
{
    public string Name => "expire-cheques";

    public string DefaultCron => "0 20 4 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct) =>
        FormattableString.Invariant($"{(await expire.RunAsync(run.Actor, run.AsOf, ct)).Must():N0} cheques expired.");
}
