using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <param name="Cheques">The cheques of the batch that still can be printed, by postal code, so that the post is sorted.</param>
/// <param name="LeftOut">Those that have a new code since, or were spent or ended.</param>
public sealed record PrintBatchContent(long Id, DateTime MadeAt, IReadOnlyList<long> Cheques, int LeftOut);

/// <summary>Opens a batch for its pages or its list of addresses. Whoever opens one sees codes, so the audit trail says so.</summary>
public sealed class OpenPrintBatch(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<PrintBatchContent>> RunAsync(Actor actor, long batchId, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        PrintBatchContent content;
        await using (var db = data.Read())
        {
            if (await db.Set<PrintBatch>().FirstOrDefaultAsync(b => b.Id == batchId, ct) is not { } batch)
            {
                return Refuse.NotFound("batch_unknown", "This print batch does not exist.");
            }

            var ids = await (from c in ChequeScope.Cheques(db, actor)
                             join m in db.Set<Member>() on c.MemberId equals m.Id
                             where c.PrintBatchId == batchId && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed || c.State == ChequeState.Reserved) && c.ValidUntil >= today
                             orderby m.PostalCode, m.Street, c.Id
                             select c.Id).ToListAsync(ct);
            content = new PrintBatchContent(batchId, batch.MadeAt, ids, Math.Max(0, batch.ChequeCount - ids.Count));
        }

        return await data.WriteAsync<Outcome<PrintBatchContent>>(db =>
        {
            db.Audit(actor, "print_batch.opened", $"print_batch {batchId}", $"{content.Cheques.Count} codes");
            return Task.FromResult<Outcome<PrintBatchContent>>(content);
        }, ct);
    }
}
