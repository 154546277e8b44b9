using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

public sealed record ChangeUserRequest(long Id, string Name, StudioRole Role, IReadOnlyList<long> Stores, bool Active);

/// <summary>Changes what a user may do. A smaller right or a switched-off user ends the sessions at once.</summary>
public sealed class ChangeUser(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ChangeUserRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageUsers))
        {
            return Refuse.Forbidden();
        }

        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            return Refuse.Invalid("Name", "Fill in a name of at most {0} characters.", 100);
        }

        if (request is { Role: StudioRole.StoreManager, Stores.Count: 0 })
        {
            return Refuse.Invalid("Stores", "Choose at least one store for a store manager.");
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var user = await db.Set<StudioUser>().FirstOrDefaultAsync(u => u.Id == request.Id, ct);
            if (user is null)
            {
                return Refuse.NotFound("user_unknown", "This user does not exist.");
            }

            var administers = user is { Active: true, Role: StudioRole.Administrator };
            var stays = request is { Active: true, Role: StudioRole.Administrator };
            if (administers && !stays && !await UserBook.AnotherAdministratorAsync(db, user.Id, ct))
            {
                return Refuse.Conflict("last_administrator", "This is the only administrator. Make somebody else administrator first.");
            }

            if (await db.Set<Store>().CountAsync(s => request.Stores.Contains(s.Id), ct) != request.Stores.Distinct().Count())
            {
                return Refuse.Invalid("Stores", "One of these stores does not exist.");
            }

            var scopes = await db.Set<UserStoreScope>().Where(s => s.UserId == user.Id).ToListAsync(ct);
            var before = $"{user.Role}, {(user.Active ? "active" : "off")}, stores {string.Join(' ', scopes.Select(s => s.StoreId).Order())}";
            user.DisplayName = request.Name.Trim();
            user.Role = request.Role;
            user.Active = request.Active;
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            db.RemoveRange(scopes);
            await db.SaveChangesAsync(ct);
            var now = UserBook.ScopeOf(user, request.Stores).ToList();
            db.AddRange(now);
            var after = $"{user.Role}, {(user.Active ? "active" : "off")}, stores {string.Join(' ', now.Select(s => s.StoreId).Order())}";
            if (before != after)
            {
                user.SecurityStamp = UserBook.NewStamp();
                db.Audit(actor, "user.changed", $"user {user.Id}", $"{before} → {after}");
            }

            await db.SaveChangesAsync(ct);
            return default(Nothing);
        }, ct);
    }
}
