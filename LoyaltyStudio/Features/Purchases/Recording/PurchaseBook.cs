using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>What became of each draft, in the order given, and the row that now stands under its id.</summary>
public sealed record RecordedDraft(PurchaseDraft Draft, RecordResult Result, long PurchaseId);

/// <summary>
/// Writes purchases and returns, one or thousands, the same way: rows, matches of returned units, totals per member, then the reactions. A purchase
/// that stands there already is left alone (promise 1). Runs inside a transaction of the caller.
/// </summary>
public sealed class PurchaseBook(IEnumerable<IPurchaseReaction> reactions, TimeProvider clock)
{
    public async Task<IReadOnlyList<RecordedDraft>> RecordAsync(StudioDb db, Actor actor, IReadOnlyList<PurchaseDraft> drafts, CancellationToken ct)
    {
        await db.LockMembersAsync(drafts.Where(d => d.MemberId is not null).Select(d => d.MemberId!.Value));
        var results = await FindKnownAsync(db, drafts, ct);
        var fresh = drafts.Where((_, i) => results[i] is null).OrderBy(d => d.OccurredAt).ThenBy(d => d.ExternalId, StringComparer.Ordinal).ToList();
        if (fresh.Count > 0)
        {
            var scope = new StudioDbScope(db, actor, clock.GetUtcNow().UtcDateTime);
            var recorded = await WriteAsync(scope, fresh, ct);
            foreach (var reaction in reactions)
            {
                await reaction.RecordedAsync(scope, recorded, ct);
            }

            var ids = recorded.ToDictionary(r => (r.Purchase.Source, r.Purchase.ExternalId), r => r.Purchase.Id);
            for (var i = 0; i < drafts.Count; i++)
            {
                results[i] ??= new RecordedDraft(drafts[i], RecordResult.Added, ids[(drafts[i].Source, drafts[i].ExternalId)]);
            }
        }

        var delivered = results.Where(r => r is { Result: RecordResult.Unchanged, Draft.DeliveredOn: not null }).GroupBy(r => r!.PurchaseId).ToDictionary(g => g.Key, g => g.First()!.Draft.DeliveredOn!.Value);
        if (delivered.Count > 0)
        {
            await DeliveryBook.SetAsync(new StudioDbScope(db, actor, clock.GetUtcNow().UtcDateTime), delivered, reactions, ct);
        }

        return results!;
    }

    private static async Task<RecordedDraft?[]> FindKnownAsync(StudioDb db, IReadOnlyList<PurchaseDraft> drafts, CancellationToken ct)
    {
        var results = new RecordedDraft?[drafts.Count];
        foreach (var group in drafts.Select((draft, i) => (draft, i)).GroupBy(d => d.draft.Source))
        {
            var ids = group.Select(d => d.draft.ExternalId).ToArray();
            var known = await db.Set<Purchase>().AsNoTracking().Where(p => p.Source == group.Key && ids.Contains(p.ExternalId))
                .Select(p => new { p.ExternalId, p.Id, p.ContentHash }).ToDictionaryAsync(p => p.ExternalId, ct);
            foreach (var (draft, i) in group)
            {
                if (known.TryGetValue(draft.ExternalId, out var row))
                {
                    results[i] = new RecordedDraft(draft, row.ContentHash == draft.Hash() ? RecordResult.Unchanged : RecordResult.Different, row.Id);
                }
            }
        }

        return results;
    }

    private static async Task<List<RecordedPurchase>> WriteAsync(StudioDbScope scope, List<PurchaseDraft> drafts, CancellationToken ct)
    {
        var db = scope.Db;
        var purchaseIds = await db.NextIdsAsync<Purchase>(drafts.Count);
        var lineIds = new Queue<long>(await db.NextIdsAsync<PurchaseLine>(drafts.Sum(d => d.Lines.Count)));
        var open = await OpenLines.LoadAsync(db, drafts, ct);
        var recorded = new List<RecordedPurchase>(drafts.Count);
        for (var i = 0; i < drafts.Count; i++)
        {
            var purchase = PurchaseOf(drafts[i], purchaseIds[i], scope.Now);
            var lines = drafts[i].Lines.Select((l, n) => new PurchaseLine
            {
                Id = lineIds.Dequeue(), PurchaseId = purchase.Id, LineNo = n + 1, ProductId = l.ProductId, Kind = l.Kind, Quantity = l.Quantity, AmountCents = l.AmountCents,
                BuyerId = purchase.Kind == PurchaseKind.Purchase ? purchase.MemberId : null, BoughtOn = purchase is { Kind: PurchaseKind.Purchase, MemberId: not null } ? purchase.BusinessDate : null,
            }).ToList();
            if (purchase.Kind == PurchaseKind.Purchase)
            {
                open.Add(purchase, lines);
                recorded.Add(new RecordedPurchase(purchase, lines, []));
            }
            else
            {
                recorded.Add(new RecordedPurchase(purchase, lines, open.Take(drafts[i], purchase, lines)));
            }
        }

        await db.BulkInsertAsync(recorded.ConvertAll(r => r.Purchase));
        await db.BulkInsertAsync(recorded.SelectMany(r => r.Lines).ToList());
        await db.BulkUpdateAsync(open.Touched, [nameof(PurchaseLine.ReturnedQuantity)], []);
        await KeptAmounts.UpdateAsync(db, open.TouchedPurchases, ct);
        await WriteMatchesAsync(db, recorded);
        await MemberTotals.AddAsync(db, recorded, ct);
        return recorded;
    }

    private static Purchase PurchaseOf(PurchaseDraft draft, long id, DateTime now)
    {
        var eligible = draft.Kind == PurchaseKind.Return ? 0 : KeptAmounts.Eligible(draft);
        return new()
        {
            Payment = draft.Payment, EligibleCents = eligible, KeptCents = eligible,
            Id = id, Source = draft.Source, ExternalId = draft.ExternalId, Kind = draft.Kind, MemberId = draft.MemberId, StoreId = draft.StoreId, Channel = draft.Channel,
            OccurredAt = draft.OccurredAt, BusinessDate = draft.BusinessDate, PaidByChequeCents = draft.PaidByChequeCents, ContentHash = draft.Hash(), RecordedAt = now,
            DeliveredOn = draft.Kind == PurchaseKind.Purchase ? draft.DeliveredOn : null, PromisedOn = draft.Kind == PurchaseKind.Purchase ? draft.PromisedOn : null,
            TotalCents = draft.Lines.Sum(l => l.AmountCents) * (draft.Kind == PurchaseKind.Return ? -1 : 1),
        };
    }

    private static async Task WriteMatchesAsync(StudioDb db, List<RecordedPurchase> recorded)
    {
        var matches = recorded.SelectMany(r => r.Matches)
            .Select(m => new ReturnMatch { ReturnLineId = m.ReturnLine.Id, PurchaseLineId = m.Original?.Id, Quantity = m.Quantity }).ToList();
        var ids = await db.NextIdsAsync<ReturnMatch>(matches.Count);
        for (var i = 0; i < matches.Count; i++)
        {
            matches[i].Id = ids[i];
        }

        await db.BulkInsertAsync(matches);
    }
}
