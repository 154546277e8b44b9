using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Catalogue;

/// <summary>The categories of the products that were sold or imported, for the editor of the programme.</summary>
internal sealed class ProductCategories(StudioData data) : IProductCategories
{
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<Product>().Where(p => p.Category != "").Select(p => p.Category).Distinct().Order().Take(500).ToListAsync(ct);
    }
}
