using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Catalogue;

/// <summary>What is known of a product when it turns up; empty texts leave what is known.</summary>
public sealed record ProductSeen(string Sku, string Name, string Category, string Brand);

/// <summary>Adds and completes products in bulk, inside a transaction of the caller.</summary>
public static class ProductBook
{
    /// <summary>Ids by SKU of all these products; the unknown are added. Names that are known are only replaced where <paramref name="replace"/> is set.</summary>
    public static async Task<(Dictionary<string, long> Ids, int Added, int Changed)> EnsureAsync(StudioDb db, IReadOnlyCollection<ProductSeen> products, bool replace, CancellationToken ct)
    {
        var skus = products.Select(p => p.Sku).ToArray();
        var known = await db.Set<Product>().AsNoTracking().Where(p => skus.Contains(p.Sku)).ToDictionaryAsync(p => p.Sku, ct);
        List<Product> added = [], changed = [];
        foreach (var seen in products)
        {
            if (!known.TryGetValue(seen.Sku, out var product))
            {
                known[seen.Sku] = product = new Product { Sku = seen.Sku, Name = seen.Name, Category = seen.Category, Brand = seen.Brand };
                added.Add(product);
                continue;
            }

            var next = (Pick(product.Name, seen.Name, replace), Pick(product.Category, seen.Category, replace), Pick(product.Brand, seen.Brand, replace));
            if (next != (product.Name, product.Category, product.Brand))
            {
                (product.Name, product.Category, product.Brand) = next;
                product.Version++;
                changed.Add(product);
            }
        }

        var ids = await db.NextIdsAsync<Product>(added.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            added[i].Id = ids[i];
        }

        await db.BulkInsertAsync(added);
        await db.BulkUpdateAsync(changed, [nameof(Product.Name), nameof(Product.Category), nameof(Product.Brand), nameof(Product.Version)], []);
        return (known.ToDictionary(p => p.Key, p => p.Value.Id), added.Count, changed.Count);
    }

    private static string Pick(string known, string seen, bool replace) => seen.Length > 0 && (replace || known.Length == 0) ? seen : known;
}
