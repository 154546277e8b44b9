using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>
/// The purchase lines from which units can still come back, while a batch is recorded. A return that names its purchase takes from the line it
/// names; another takes from the member's latest earlier purchases of the same product, several if need be (semantics 4).
/// </summary>
internal sealed class OpenLines
{
    private readonly Dictionary<(long Member, long Product), List<Open>> byProduct = [];
    private readonly Dictionary<(string Source, string ExternalId, int LineNo), Open> byName = [];
    private readonly HashSet<PurchaseLine> touched = [];
    private readonly Dictionary<long, Purchase> purchases = [];

    private sealed record Open(Purchase Purchase, PurchaseLine Line);

    internal IReadOnlyCollection<PurchaseLine> Touched => touched;

    /// <summary>The purchases of which units came back.</summary>
    internal IReadOnlyList<Purchase> TouchedPurchases => [.. touched.Select(l => l.PurchaseId).Distinct().Select(id => purchases[id])];

    internal static async Task<OpenLines> LoadAsync(StudioDb db, IReadOnlyList<PurchaseDraft> drafts, CancellationToken ct)
    {
        var open = new OpenLines();
        var returns = drafts.Where(d => d.Kind == PurchaseKind.Return).ToList();
        foreach (var group in returns.Where(d => d.OriginalExternalId is not null).GroupBy(d => d.Source))
        {
            var names = group.Select(d => d.OriginalExternalId!).Distinct().ToArray();
            await open.LoadAsync(db, db.Set<Purchase>().Where(p => p.Source == group.Key && names.Contains(p.ExternalId)), ct);
        }

        var unnamed = returns.Where(d => d is { OriginalExternalId: null, MemberId: not null }).ToList();
        var members = unnamed.Select(d => d.MemberId).Distinct().ToArray();
        var products = unnamed.SelectMany(d => d.Lines).Select(l => l.ProductId).Where(p => p is not null).Distinct().ToArray();
        if (members.Length > 0)
        {
            await open.LoadAsync(db, db.Set<Purchase>().Where(p => members.Contains(p.MemberId)), ct, products);
        }

        return open;
    }

    internal void Add(Purchase purchase, IReadOnlyList<PurchaseLine> lines)
    {
        foreach (var line in lines)
        {
            Add(new Open(purchase, line));
        }
    }

    /// <summary>Takes the units of a return from the open lines and tells from which; what is left over has no original.</summary>
    internal List<MatchedReturn> Take(PurchaseDraft draft, Purchase purchase, IReadOnlyList<PurchaseLine> lines)
    {
        var matches = new List<MatchedReturn>();
        for (var i = 0; i < lines.Count; i++)
        {
            var left = lines[i].Quantity;
            foreach (var candidate in Candidates(draft, draft.Lines[i], purchase))
            {
                var units = Math.Min(left, candidate.Quantity - candidate.ReturnedQuantity);
                if (units > 0)
                {
                    candidate.ReturnedQuantity += units;
                    touched.Add(candidate);
                    matches.Add(new MatchedReturn(lines[i], candidate, units));
                    left -= units;
                }
            }

            if (left > 0)
            {
                matches.Add(new MatchedReturn(lines[i], null, left));
            }
        }

        return matches;
    }

    private IEnumerable<PurchaseLine> Candidates(PurchaseDraft draft, LineDraft line, Purchase purchase)
    {
        if (draft.OriginalExternalId is { } original)
        {
            return byName.TryGetValue((draft.Source, original, line.OriginalLineNo ?? 0), out var named) ? [named.Line] : [];
        }

        return purchase.MemberId is { } member && line.ProductId is { } product && byProduct.TryGetValue((member, product), out var bought)
            ? bought.Where(o => o.Purchase.OccurredAt <= purchase.OccurredAt).OrderByDescending(o => o.Purchase.OccurredAt).ThenByDescending(o => o.Line.Id).Select(o => o.Line)
            : [];
    }

    private async Task LoadAsync(StudioDb db, IQueryable<Purchase> purchases, CancellationToken ct, long?[]? products = null)
    {
        var rows = await (from p in purchases
                          join l in db.Set<PurchaseLine>() on p.Id equals l.PurchaseId
                          where p.Kind == PurchaseKind.Purchase && (products == null || products.Contains(l.ProductId))
                          orderby l.Id
                          select new { p, l }).AsNoTracking().ToListAsync(ct);
        foreach (var row in rows)
        {
            Add(new Open(row.p, row.l));
        }
    }

    private void Add(Open open)
    {
        purchases.TryAdd(open.Purchase.Id, open.Purchase);

        // A line may be loaded twice: by name and by product. The first one is the one that changes.
        if (!byName.TryAdd((open.Purchase.Source, open.Purchase.ExternalId, open.Line.LineNo), open))
        {
            open = byName[(open.Purchase.Source, open.Purchase.ExternalId, open.Line.LineNo)];
        }

        if (open.Purchase.MemberId is { } member && open.Line.ProductId is { } product)
        {
            if (!byProduct.TryGetValue((member, product), out var list))
            {
                byProduct[(member, product)] = list = [];
            }

            if (!list.Contains(open))
            {
                list.Add(open);
            }
        }
    }
}
