using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

public sealed record OwnProfile(string Name, string Email, StudioRole Role, string Language, IReadOnlyList<string> Stores);

/// <summary>The user's own name, role and language.</summary>
public sealed class FindOwnProfile(StudioData data)
{
    public async Task<Outcome<OwnProfile>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = data.Read();
        var user = actor.Kind == "user" ? await db.Set<StudioUser>().FirstOrDefaultAsync(u => u.Id == actor.Id && u.Active, ct) : null;
        if (user is null)
        {
            return Refuse.Forbidden();
        }

        var ids = actor.Stores ?? [];
        var stores = await db.Set<Store>().Where(s => ids.Contains(s.Id)).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync(ct);
        return new OwnProfile(user.DisplayName, user.Email ?? "", user.Role, user.Language, stores);
    }
}
