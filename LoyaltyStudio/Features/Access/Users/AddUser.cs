using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <param name="Password">Empty: one is generated and answered, to be shown once.</param>
/// <param name="Stores">The stores of a store manager; without meaning for the other roles.</param>
public sealed record AddUserRequest(string Name, string Email, StudioRole Role, IReadOnlyList<long> Stores, string Language = "", string Password = "");

/// <param name="Password">The generated password, or null when the request brought one.</param>
public sealed record AddedUser(long Id, string Email, string? Password);

/// <summary>Adds somebody who may sign in.</summary>
public sealed class AddUser(StudioData data, UserBook book, TimeProvider clock)
{
    public async Task<Outcome<AddedUser>> RunAsync(Actor actor, AddUserRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageUsers))
        {
            return Refuse.Forbidden();
        }

        var generated = request.Password.Length == 0 ? PasswordRule.Generate() : null;
        var errors = UserBook.Check(request.Name, request.Email).ToList();
        if (generated is null && PasswordRule.Problem(request.Password, request.Email, request.Name) is { } weak)
        {
            errors.Add(weak);
        }

        if (request.Role == StudioRole.StoreManager && request.Stores.Count == 0)
        {
            errors.Add(new FieldError("Stores", "Choose at least one store for a store manager."));
        }

        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var user = book.New(request.Name, request.Email, request.Role, generated ?? request.Password, request.Language, clock.GetUtcNow().UtcDateTime);
        return await data.WriteAsync<Outcome<AddedUser>>(async db =>
        {
            if (await book.ExistsAsync(db, request.Email, ct))
            {
                return Refuse.Invalid("Email", "Somebody with this e-mail address exists already.");
            }

            if (await db.Set<Store>().CountAsync(s => request.Stores.Contains(s.Id), ct) != request.Stores.Distinct().Count())
            {
                return Refuse.Invalid("Stores", "One of these stores does not exist.");
            }

            user.Id = 0;
            db.Add(user);
            await db.SaveChangesAsync(ct);
            db.AddRange(UserBook.ScopeOf(user, request.Stores));
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "user.added", $"user {user.Id}", $"role {user.Role}");
            return new AddedUser(user.Id, user.Email!, generated);
        }, ct);
    }
}
