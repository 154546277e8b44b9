using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Printing;

public sealed record PrintBatchRow(long Id, DateTime MadeAt, string MadeBy, int Cheques, long ValueCents, int Printable);

/// <param name="Reason">Why no mail brought it; empty where the member allows none.</param>
public sealed record PrintWaitRow(long MemberId, string Name, string CardNumber, long LeftCents, DateOnly ValidUntil, string Reason, bool Failed);

/// <param name="Waiting">Cheques that go into the next batch, with their value.</param>
/// <param name="Missing">Cheques of members without a full address, the first of <paramref name="MissingTotal"/>.</param>
/// <param name="Undelivered">Cheques whose mail did not go out and that are not printed yet, the first of <paramref name="UndeliveredTotal"/>.</param>
public sealed record PrintWork(int Waiting, long WaitingCents, int MissingTotal, IReadOnlyList<PrintWaitRow> Missing, int UndeliveredTotal, IReadOnlyList<PrintWaitRow> Undelivered, PageOf<PrintBatchRow> Batches);

/// <summary>What waits for paper, what cannot be sent, and the batches that were made, within the actor's stores.</summary>
public sealed class ListPrintWork(StudioData data, TimeProvider clock, OrganisationBook organisation, IChequePost post)
{
    private const int Most = 50;

    public async Task<Outcome<PrintWork>> RunAsync(Actor actor, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var waiting = PrintQueue.Waiting(db, actor, post, today);
        var ready = PrintQueue.WithAddress(db, waiting);
        var missing = PrintQueue.WithoutAddress(db, waiting);
        var undelivered = waiting.Where(c => post.Undelivered(db).Any(u => u.ChequeId == c.Id));
        return new PrintWork(await ready.CountAsync(ct), await ready.SumAsync(c => c.FaceCents - c.RedeemedCents - c.EndedCents, ct), await missing.CountAsync(ct), await RowsAsync(db, missing, ct),
            await undelivered.CountAsync(ct), await RowsAsync(db, undelivered, ct), await BatchesAsync(db, actor, page, today, ct));
    }

    private async Task<List<PrintWaitRow>> RowsAsync(StudioDb db, IQueryable<Cheque> cheques, CancellationToken ct)
    {
        var undelivered = post.Undelivered(db);
        var rows = await (from c in cheques
                          join m in db.Set<Member>() on c.MemberId equals m.Id
                          orderby c.Id descending
                          select new
                          {
                              m.Id, m.FirstName, m.LastName, m.CardNumber, Left = c.FaceCents - c.RedeemedCents - c.EndedCents, c.ValidUntil,
                              Trouble = undelivered.Where(u => u.ChequeId == c.Id).Select(u => new { u.Reason, u.Failed }).FirstOrDefault(),
                          }).Take(Most).ToListAsync(ct);
        return rows.ConvertAll(r => new PrintWaitRow(r.Id, $"{r.FirstName} {r.LastName}".Trim() is { Length: > 0 } name ? name : r.CardNumber, r.CardNumber, r.Left, r.ValidUntil, r.Trouble?.Reason ?? "", r.Trouble?.Failed ?? false));
    }

    private static async Task<PageOf<PrintBatchRow>> BatchesAsync(StudioDb db, Actor actor, PageRequest page, DateOnly today, CancellationToken ct)
    {
        var mine = ChequeScope.Cheques(db, actor);
        var batches = actor.Stores is null ? db.Set<PrintBatch>() : db.Set<PrintBatch>().Where(b => mine.Any(c => c.PrintBatchId == b.Id));
        var rows = await batches.OrderByDescending(b => b.Id).Skip(page.Offset).Take(page.Limit).Select(b => new PrintBatchRow(b.Id, b.MadeAt, b.MadeBy, b.ChequeCount, b.ValueCents,
            mine.Count(c => c.PrintBatchId == b.Id && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed || c.State == ChequeState.Reserved) && c.ValidUntil >= today))).ToListAsync(ct);
        return new PageOf<PrintBatchRow>(rows, await batches.CountAsync(ct));
    }
}
