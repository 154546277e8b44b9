using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Sales;

/// <summary>When members of a tier may enter a sale: its public start less the hours of their early access.</summary>
/// <param name="EntersAt">UTC; the public start where the tier has no early access.</param>
/// <param name="Channels">The channels in which the early access holds; none named: in all.</param>
public sealed record SaleAccess(long SaleId, string Name, DateTime EntersAt, DateTime StartsAt, DateTime EndsAt, IReadOnlyList<string> Channels)
{
    /// <summary>The sales that are not over, in order of time.</summary>
    public static async Task<IReadOnlyList<SaleAccess>> OfAsync(StudioDb db, Tier tier, DateTime nowUtc, CancellationToken ct)
    {
        var sales = await db.Set<Sale>().AsNoTracking().Where(s => s.EndsAt > nowUtc).OrderBy(s => s.StartsAt).ThenBy(s => s.Id).ToListAsync(ct);
        return [.. sales.Select(s => Of(s, tier))];
    }

    internal static SaleAccess Of(Sale sale, Tier tier)
    {
        var early = tier.Benefits.Where(b => b.Kind == BenefitKind.EarlySaleAccess).MaxBy(b => b.Value);
        return new SaleAccess(sale.Id, sale.Name, sale.StartsAt.AddHours(-(early?.Value ?? 0)), sale.StartsAt, sale.EndsAt, early?.Channels ?? []);
    }
}
