using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Printing;

public sealed record PrintBatchMade(long Id, int Cheques, long ValueCents);

/// <summary>Takes all cheques that wait for paper into a batch, in one transaction, so that a cheque is in one batch only. The pages are made when the batch is opened.</summary>
public sealed class PrintCheques(StudioData data, TimeProvider clock, OrganisationBook organisation, IChequePost post)
{
    public async Task<Outcome<PrintBatchMade>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<PrintBatchMade>>(async db =>
        {
            var id = (await db.NextIdsAsync<PrintBatch>(1))[0];
            await db.BulkInsertAsync<PrintBatch>([new() { Id = id, MadeBy = actor.Stamp, MadeAt = clock.GetUtcNow().UtcDateTime }]);
            var wanted = PrintQueue.WithAddress(db, PrintQueue.Waiting(db, actor, post, today)).Select(c => c.Id);
            var count = await db.Set<Cheque>().Where(c => c.PrintBatchId == null && wanted.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.PrintBatchId, id), ct);
            if (count == 0)
            {
                return Refuse.Conflict("nothing_to_print", "No cheque waits to be printed.");
            }

            var cents = await db.Set<Cheque>().Where(c => c.PrintBatchId == id).SumAsync(c => c.FaceCents - c.RedeemedCents - c.EndedCents, ct);
            await db.Set<PrintBatch>().Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.ChequeCount, count).SetProperty(b => b.ValueCents, cents), ct);
            db.Audit(actor, "print_batch.made", $"print_batch {id}", $"{count} cheques");
            return new PrintBatchMade(id, count, cents);
        }, ct);
    }
}
