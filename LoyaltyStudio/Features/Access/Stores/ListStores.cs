using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Stores;

/// <param name="Search">Part of a code, name or city.</param>
public sealed record ListStoresRequest(string Search, PageRequest Page, bool ActiveOnly = false);

public sealed record StoreRow(long Id, string Code, string Name, StoreKind Kind, string Street, string PostalCode, string City, bool Active, int Version);

/// <summary>The stores that the actor may see. Sort keys: name, code, city.</summary>
public sealed class ListStores(StudioData data)
{
    public async Task<Outcome<PageOf<StoreRow>>> RunAsync(Actor actor, ListStoresRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewStores))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var stores = db.Set<Store>().AsQueryable();
        if (actor.Stores is { } own)
        {
            stores = stores.Where(s => own.Contains(s.Id));
        }

        if (request.ActiveOnly)
        {
            stores = stores.Where(s => s.Active);
        }

        // A chain has hundreds of stores at most: searching and sorting here ignores accents and works the same on both databases.
        var search = Words.Fold(request.Search);
        var rows = (await stores.Select(s => new StoreRow(s.Id, s.Code, s.Name, s.Kind, s.Street, s.PostalCode, s.City, s.Active, s.Version)).ToListAsync(ct))
            .Where(s => Words.Fold(s.Name, s.Code, s.City).Contains(search, StringComparison.Ordinal));
        Func<StoreRow, string> key = request.Page.Sort switch { "code" => s => s.Code, "city" => s => s.City, _ => s => s.Name };
        var sorted = (request.Page.Descending ? rows.OrderByDescending(key, StringComparer.CurrentCultureIgnoreCase) : rows.OrderBy(key, StringComparer.CurrentCultureIgnoreCase))
            .ThenBy(s => s.Id).ToList();
        return new PageOf<StoreRow>([.. sorted.Skip(request.Page.Offset).Take(request.Page.Limit)], sorted.Count);
    }
}
