using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Catalogue;

/// <summary>Products, brands, categories and ways of paying that rules may name.</summary>
internal sealed class PurchaseChoices : IRuleChoices
{
    public bool Knows(ConditionKind kind) => kind is ConditionKind.Product or ConditionKind.Brand or ConditionKind.Category or ConditionKind.Payment;

    public async Task<IReadOnlyList<RuleChoice>> ListAsync(StudioDb db, ConditionKind kind, string? name, string search, int most, CancellationToken ct)
    {
        var products = db.Set<Product>().AsQueryable();
        if (kind == ConditionKind.Product)
        {
            var word = $"%{search.Replace("%", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)}%";
            var found = db.IsSqlite ? products.Where(p => EF.Functions.Like(p.Sku, word) || EF.Functions.Like(p.Name, word)) : products.Where(p => EF.Functions.ILike(p.Sku, word) || EF.Functions.ILike(p.Name, word));
            return await found.OrderBy(p => p.Name).ThenBy(p => p.Sku).Take(most)
                .Select(p => new RuleChoice(p.Sku, p.Name == "" ? p.Sku : p.Name + " (" + p.Sku + ")")).ToListAsync(ct);
        }

        var values = kind switch
        {
            ConditionKind.Brand => products.Where(p => p.Brand != "").Select(p => p.Brand),
            ConditionKind.Category => products.Where(p => p.Category != "").Select(p => p.Category),
            _ => db.Set<Purchase>().Where(p => p.Payment != "").OrderByDescending(p => p.Id).Take(20_000).Select(p => p.Payment),
        };
        var named = await values.Distinct().Order().Take(most).ToListAsync(ct);
        return [.. named.Select(v => new RuleChoice(v, v))];
    }
}
