using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <param name="Search">Part of a name or e-mail address.</param>
public sealed record ListUsersRequest(string Search, PageRequest Page);

public sealed record UserRow(long Id, string Name, string Email, StudioRole Role, bool Active, DateTime? LockedUntil, DateTime CreatedAt, IReadOnlyList<StoreName> Stores);

public sealed record StoreName(long Id, string Name);

/// <summary>The people who may sign in, by name.</summary>
public sealed class ListUsers(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<PageOf<UserRow>>> RunAsync(Actor actor, ListUsersRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageUsers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        // The people who sign in are few: searching here ignores accents and works the same on both databases.
        var search = Words.Fold(request.Search);
        var found = (await db.Set<StudioUser>().ToListAsync(ct))
            .Where(u => Words.Fold(u.DisplayName, u.Email).Contains(search, StringComparison.Ordinal))
            .OrderByDescending(u => u.Active).ThenBy(u => u.DisplayName, StringComparer.CurrentCultureIgnoreCase).ThenBy(u => u.Id).ToList();
        var page = found.Skip(request.Page.Offset).Take(request.Page.Limit).ToList();
        var ids = page.Select(u => u.Id).ToList();
        var scopes = await (from scope in db.Set<UserStoreScope>()
                            join store in db.Set<Store>() on scope.StoreId equals store.Id
                            where ids.Contains(scope.UserId)
                            orderby store.Name
                            select new { scope.UserId, Store = new StoreName(store.Id, store.Name) }).ToListAsync(ct);
        var stores = scopes.ToLookup(s => s.UserId, s => s.Store);
        var now = clock.GetUtcNow();
        return new PageOf<UserRow>([.. page.Select(u => new UserRow(u.Id, u.DisplayName, u.Email ?? "", u.Role, u.Active,
            u.LockoutEnd > now ? u.LockoutEnd.Value.UtcDateTime : null, u.CreatedAt, [.. stores[u.Id]]))], found.Count);
    }
}
