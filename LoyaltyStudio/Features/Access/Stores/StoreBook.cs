using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Stores;

/// <summary>Finds stores by code or name for files and tills, and makes the ones that are missing where that is asked.</summary>
public static class StoreBook
{
    /// <summary>Store ids by lower-case code and by lower-case name.</summary>
    public static async Task<Dictionary<string, long>> ByNameAsync(StudioDb db, CancellationToken ct = default)
    {
        var found = new Dictionary<string, long>();
        foreach (var store in await db.Set<Store>().AsNoTracking().OrderBy(s => s.Id).ToListAsync(ct))
        {
            found.TryAdd(store.Name.ToLowerInvariant(), store.Id);
            found[store.Code.ToLowerInvariant()] = store.Id;
        }

        return found;
    }

    /// <summary>Makes the stores that are not known yet; a name that holds "web" becomes a web shop.</summary>
    public static async Task<int> AddMissingAsync(StudioDb db, IEnumerable<string> names, CancellationToken ct = default)
    {
        var known = await ByNameAsync(db, ct);
        var missing = names.Where(n => n.Length > 0 && !known.ContainsKey(n.ToLowerInvariant())).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in missing)
        {
            var web = name.Contains("web", StringComparison.OrdinalIgnoreCase);
            db.Add(new Store { Code = name.ToLowerInvariant(), Name = name, City = web ? "" : name, Kind = web ? StoreKind.Web : StoreKind.Shop });
        }

        await db.SaveChangesAsync(ct);
        return missing.Count;
    }
}
