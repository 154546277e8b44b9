using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyStudio.Features.Access.SignIn;

/// <summary>
/// The sign-in of the login page. Answers the same to an unknown address, a wrong password and a switched-off user, and takes as long for each;
/// after ten wrong passwords a user waits five minutes.
/// </summary>
public sealed class SignInWithPassword(StudioSignIn signIn, UserManager<StudioUser> users, IPasswordHasher<StudioUser> hasher, StudioData data)
{
    private static readonly StudioUser Stranger = new();
    private static string? strangersHash;

    /// <summary>Null when somebody is signed in now, otherwise the sentence to show.</summary>
    public async Task<FieldError?> RunAsync(string email, string password, bool remember, CancellationToken ct)
    {
        var user = email.Length <= 254 && password.Length <= Users.PasswordRule.Longest ? await users.FindByNameAsync(email.Trim()) : null;
        if (user is not { Active: true })
        {
            strangersHash ??= hasher.HashPassword(Stranger, "a stranger costs as much time as a friend");
            hasher.VerifyHashedPassword(Stranger, strangersHash, password.Length <= Users.PasswordRule.Longest ? password : "");
            return Wrong;
        }

        var result = await signIn.PasswordSignInAsync(user, password, remember, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            if (result.IsLockedOut)
            {
                await AuditAsync(user, "user.locked_out", ct);
            }

            return Wrong;
        }

        await AuditAsync(user, "user.signed_in", ct);
        return null;
    }

    private static FieldError Wrong => new("", "E-mail address and password do not belong together, or there were too many attempts. After ten wrong attempts you wait five minutes.");

    private Task AuditAsync(StudioUser user, string action, CancellationToken ct) => data.WriteAsync(db =>
    {
        db.Audit(new Actor("user", user.Id, user.DisplayName, new HashSet<Permission>(), null), action, $"user {user.Id}");
        return Task.CompletedTask;
    }, ct);
}
