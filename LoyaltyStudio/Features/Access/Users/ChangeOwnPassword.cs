using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

public sealed record ChangeOwnPasswordRequest(string Current, string New, string Again);

/// <summary>Lets a signed-in user choose another password. Every session ends, this one too.</summary>
public sealed class ChangeOwnPassword(StudioData data, UserBook book)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ChangeOwnPasswordRequest request, CancellationToken ct)
    {
        StudioUser? known;
        await using (var read = data.Read())
        {
            known = actor.Kind == "user" ? await read.Set<StudioUser>().FirstOrDefaultAsync(u => u.Id == actor.Id && u.Active, ct) : null;
        }

        if (known is null)
        {
            return Refuse.Forbidden();
        }

        if (PasswordRule.Problem(request.New, known.Email ?? "", known.DisplayName, nameof(request.New)) is { } weak)
        {
            return Refuse.Invalid(weak);
        }

        if (request.New != request.Again)
        {
            return Refuse.Invalid(nameof(request.Again), "The two new passwords differ.");
        }

        if (!book.Matches(known, request.Current))
        {
            return Refuse.Invalid(nameof(request.Current), "This is not your current password.");
        }

        var hash = book.Hash(known, request.New);
        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var user = await db.Set<StudioUser>().SingleAsync(u => u.Id == actor.Id, ct);
            user.PasswordHash = hash;
            user.SecurityStamp = UserBook.NewStamp();
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "user.password_changed", $"user {user.Id}");
            return default(Nothing);
        }, ct);
    }
}
