using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <param name="Name">Null leaves the name as it is.</param>
/// <param name="Language">nl, en, or empty for the organisation's language.</param>
public sealed record SaveOwnProfileRequest(string? Name, string Language);

/// <summary>Saves a user's own name and language.</summary>
public sealed class SaveOwnProfile(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, SaveOwnProfileRequest request, CancellationToken ct)
    {
        if (actor is not { Kind: "user", Id: > 0 })
        {
            return Refuse.Forbidden();
        }

        if (request.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > 100))
        {
            return Refuse.Invalid("Name", "Fill in a name of at most {0} characters.", 100);
        }

        if (request.Language is not ("" or "nl" or "en"))
        {
            return Refuse.Invalid("Language", "Choose Dutch or English.");
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var user = await db.Set<StudioUser>().FirstOrDefaultAsync(u => u.Id == actor.Id && u.Active, ct);
            if (user is null)
            {
                return Refuse.Forbidden();
            }

            user.DisplayName = request.Name?.Trim() ?? user.DisplayName;
            user.Language = request.Language;
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            await db.SaveChangesAsync(ct);
            return default(Nothing);
        }, ct);
    }
}
