using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Catalogue;

/// <param name="Search">Part of an article number or name.</param>
/// <param name="Category">Empty means all.</param>
/// <param name="Brand">Empty means all.</param>
public sealed record ListProductsRequest(string Search, string Category, string Brand, PageRequest Page);

public sealed record ProductRow(long Id, string Sku, string Name, string Category, string Brand, int Version);

public sealed record ProductList(PageOf<ProductRow> Page, IReadOnlyList<string> Categories, IReadOnlyList<string> Brands);

/// <summary>Products. Sort keys: name, sku, category, brand.</summary>
public sealed class ListProducts(StudioData data)
{
    public async Task<Outcome<ProductList>> RunAsync(Actor actor, ListProductsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var products = db.Set<Product>().AsQueryable();
        if (request.Search.Trim() is { Length: > 0 } search)
        {
            // The catalogue is thousands of rows, so this may look at them all. LIKE ignores case on SQLite only.
            var pattern = $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            products = db.IsSqlite
                ? products.Where(p => EF.Functions.Like(p.Sku, pattern, "\\") || EF.Functions.Like(p.Name, pattern, "\\"))
                : products.Where(p => EF.Functions.ILike(p.Sku, pattern, "\\") || EF.Functions.ILike(p.Name, pattern, "\\"));
        }

        if (request.Category.Length > 0)
        {
            products = products.Where(p => p.Category == request.Category);
        }

        if (request.Brand.Length > 0)
        {
            products = products.Where(p => p.Brand == request.Brand);
        }

        var sorted = (request.Page.Sort, request.Page.Descending) switch
        {
            ("sku", false) => products.OrderBy(p => p.Sku),
            ("sku", true) => products.OrderByDescending(p => p.Sku),
            ("category", false) => products.OrderBy(p => p.Category).ThenBy(p => p.Name),
            ("category", true) => products.OrderByDescending(p => p.Category).ThenBy(p => p.Name),
            ("brand", false) => products.OrderBy(p => p.Brand).ThenBy(p => p.Name),
            ("brand", true) => products.OrderByDescending(p => p.Brand).ThenBy(p => p.Name),
            (_, true) => products.OrderByDescending(p => p.Name).ThenBy(p => p.Id),
            _ => products.OrderBy(p => p.Name).ThenBy(p => p.Id),
        };
        var rows = await sorted.Skip(request.Page.Offset).Take(request.Page.Limit).Select(p => new ProductRow(p.Id, p.Sku, p.Name, p.Category, p.Brand, p.Version)).ToListAsync(ct);
        return new ProductList(new PageOf<ProductRow>(rows, await products.CountAsync(ct)),
            await db.Set<Product>().Where(p => p.Category != "").Select(p => p.Category).Distinct().OrderBy(c => c).ToListAsync(ct),
            await db.Set<Product>().Where(p => p.Brand != "").Select(p => p.Brand).Distinct().OrderBy(b => b).ToListAsync(ct));
    }
}
