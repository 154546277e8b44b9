using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>Gives a user a new generated password, answered to be shown once, lifts a lock-out and ends the user's sessions.</summary>
public sealed class ResetPassword(StudioData data, UserBook book)
{
    public async Task<Outcome<string>> RunAsync(Actor actor, long userId, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageUsers))
        {
            return Refuse.Forbidden();
        }

        var password = PasswordRule.Generate();
        var hash = book.Hash(new StudioUser(), password);
        return await data.WriteAsync<Outcome<string>>(async db =>
        {
            var user = await db.Set<StudioUser>().FirstOrDefaultAsync(u => u.Id == userId, ct);
            if (user is null)
            {
                return Refuse.NotFound("user_unknown", "This user does not exist.");
            }

            user.PasswordHash = hash;
            user.SecurityStamp = UserBook.NewStamp();
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            user.AccessFailedCount = 0;
            user.LockoutEnd = null;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "user.password_reset", $"user {user.Id}");
            return password;
        }, ct);
    }
}
