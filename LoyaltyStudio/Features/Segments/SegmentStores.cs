using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments;

/// <summary>Stores as values to choose from, for fields and details that hold the id of one.</summary>
public static class SegmentStores
{
    public static async Task<IReadOnlyList<SegmentChoice>> ListAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        [.. (await db.Set<Store>().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct)).Select(s => new SegmentChoice(s.Id.ToString(CultureInfo.InvariantCulture), s.Name))];
}
