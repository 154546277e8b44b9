using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Gathering;

/// <summary>What each member bought most of, by amount before returns; of equals the first in the alphabet.</summary>
internal static class MainCategories
{
    /// <summary>Of some members, by their own lines.</summary>
    internal static async Task<Dictionary<long, string>> OfAsync(StudioDb db, MemberRange range, CancellationToken ct)
    {
        var names = await NamesAsync(db, ct);
        var sums = new Dictionary<(long Member, int Category), long>();
        using var rows = await db.BulkReadAsync($"""
            SELECT p.member_id, l.product_id, CAST(sum(l.amount_cents) AS bigint) FROM purchase p JOIN purchase_line l ON l.purchase_id = p.id
            WHERE {range.On("p.member_id")} AND l.buyer_id IS NOT NULL AND l.kind = 'Goods' AND l.product_id IS NOT NULL GROUP BY p.member_id, l.product_id
            """, ct);
        while (rows.Read())
        {
            Add(sums, rows.Number(0), names.ByProduct.GetValueOrDefault(rows.Number(1), -1), rows.Number(2));
        }

        return Best(sums, names.Names);
    }

    /// <summary>Of everybody: the lines are read from end to end.</summary>
    internal static async Task<Dictionary<long, string>> AllAsync(StudioDb db, CancellationToken ct)
    {
        var names = await NamesAsync(db, ct);
        var sums = new Dictionary<(long Member, int Category), long>();
        using var rows = await db.BulkReadAsync("SELECT buyer_id, product_id, amount_cents FROM purchase_line WHERE buyer_id IS NOT NULL AND kind = 'Goods' AND product_id IS NOT NULL", ct);
        while (rows.Read())
        {
            Add(sums, rows.Number(0), names.ByProduct.GetValueOrDefault(rows.Number(1), -1), rows.Number(2));
        }

        return Best(sums, names.Names);
    }

    private static async Task<(Dictionary<long, int> ByProduct, List<string> Names)> NamesAsync(StudioDb db, CancellationToken ct)
    {
        var products = await db.Set<Product>().Where(p => p.Category != "").Select(p => new { p.Id, p.Category }).ToListAsync(ct);
        List<string> names = [.. products.Select(p => p.Category).Distinct().Order(StringComparer.Ordinal)];
        var numbers = names.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => n.i);
        return (products.ToDictionary(p => p.Id, p => numbers[p.Category]), names);
    }

    private static void Add(Dictionary<(long Member, int Category), long> sums, long member, int category, long cents)
    {
        if (member > 0 && category >= 0)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sums, (member, category), out _) += cents;
        }
    }

    private static Dictionary<long, string> Best(Dictionary<(long Member, int Category), long> sums, List<string> names)
    {
        var best = new Dictionary<long, (int Category, long Cents)>();
        foreach (var ((member, category), cents) in sums)
        {
            if (!best.TryGetValue(member, out var known) || cents > known.Cents || (cents == known.Cents && category < known.Category))
            {
                best[member] = (category, cents);
            }
        }

        return best.ToDictionary(b => b.Key, b => names[b.Value.Category]);
    }
}
