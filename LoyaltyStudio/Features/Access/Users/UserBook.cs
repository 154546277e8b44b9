using System.Net.Mail;
using System.Text;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>What the use cases of users share: a user row as the sign-in library wants it, and the checks of its fields.</summary>
public sealed class UserBook(ILookupNormalizer normalizer, IPasswordHasher<StudioUser> hasher)
{
    public string Normalize(string email) => normalizer.NormalizeName(email.Trim());

    /// <summary>A user that can sign in. Hashing is slow on purpose: call this before entering the gate.</summary>
    public StudioUser New(string name, string email, StudioRole role, string password, string language, DateTime now)
    {
        var user = new StudioUser
        {
            DisplayName = name.Trim(), UserName = email.Trim(), NormalizedUserName = Normalize(email), Email = email.Trim(), NormalizedEmail = normalizer.NormalizeEmail(email.Trim()),
            EmailConfirmed = true, Role = role, Language = language, LockoutEnabled = true, SecurityStamp = NewStamp(), CreatedAt = now,
        };
        user.PasswordHash = hasher.HashPassword(user, password);
        return user;
    }

    public string Hash(StudioUser user, string password) => hasher.HashPassword(user, password);

    public bool Matches(StudioUser user, string password) =>
        user.PasswordHash is { } hash && hasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>A new stamp ends every session of the user.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N").ToUpperInvariant();

    public Task<bool> ExistsAsync(StudioDb db, string email, CancellationToken ct)
    {
        var normalized = Normalize(email);
        return db.Set<StudioUser>().AnyAsync(u => u.NormalizedUserName == normalized, ct);
    }

    public static IEnumerable<FieldError> Check(string name, string email)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100)
        {
            yield return new FieldError("Name", "Fill in a name of at most {0} characters.", 100);
        }

        if (!IsAddress(email))
        {
            yield return new FieldError("Email", "This is not an e-mail address.");
        }
    }

    /// <summary>One plain address, without a display name or control characters. Before the @ only ASCII, because most mail servers take nothing else.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= 254 && !text.Any(char.IsControl) && MailAddress.TryCreate(text.Trim(), out var address) && address.Address == text.Trim() && Ascii.IsValid(address.User) && address.Host.Contains('.', StringComparison.Ordinal);

    /// <summary>The rows that give a store manager his stores; nobody else has any.</summary>
    internal static IEnumerable<UserStoreScope> ScopeOf(StudioUser user, IEnumerable<long> stores) =>
        user.Role == StudioRole.StoreManager ? stores.Distinct().Select(s => new UserStoreScope { UserId = user.Id, StoreId = s }) : [];

    /// <summary>True when another active administrator stays if this one goes.</summary>
    internal static Task<bool> AnotherAdministratorAsync(StudioDb db, long except, CancellationToken ct) =>
        db.Set<StudioUser>().AnyAsync(u => u.Id != except && u.Active && u.Role == StudioRole.Administrator, ct);
}
