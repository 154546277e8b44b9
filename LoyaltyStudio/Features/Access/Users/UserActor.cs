using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>Users as actors, for acts that somebody does in their name at the command line of the server.</summary>
public static class UserActor
{
    /// <summary>The actor that this person is when signed in, or null when nobody active has the address.</summary>
    public static async Task<Actor?> FindAsync(StudioDb db, string email, CancellationToken ct)
    {
        var key = email.Trim().ToUpperInvariant();
        var user = await db.Set<StudioUser>().AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == key && u.Active, ct);
        if (user is null)
        {
            return null;
        }

        var stores = user.Role == StudioRole.StoreManager
            ? await db.Set<UserStoreScope>().AsNoTracking().Where(s => s.UserId == user.Id).Select(s => s.StoreId).ToListAsync(ct) : null;
        return new Actor("user", user.Id, user.DisplayName, RolePermissions.Of(user.Role), stores);
    }
}
