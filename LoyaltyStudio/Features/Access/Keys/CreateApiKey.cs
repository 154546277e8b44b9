using System.Buffers.Text;
using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Keys;

/// <param name="StoreId">The only store that the key speaks for; null for all.</param>
/// <param name="ExpiresOn">Last day on which the key works; null for no end.</param>
public sealed record CreateApiKeyRequest(string Name, IReadOnlyList<Permission> Scopes, long? StoreId, DateOnly? ExpiresOn);

/// <param name="Secret">The whole key, shown once and kept nowhere.</param>
public sealed record CreatedApiKey(long Id, string KeyId, string Secret);

/// <summary>Makes a key for a till or a web shop. A key can do less than any person: record, look up and redeem.</summary>
public sealed class CreateApiKey(StudioData data, Settings.OrganisationBook organisations, TimeProvider clock)
{
    /// <summary>What a key may be given.</summary>
    public static readonly IReadOnlyList<Permission> Possible =
        [Permission.RecordPurchases, Permission.ViewMembers, Permission.EditMembers, Permission.ViewPurchases, Permission.RedeemCodes, Permission.HandleFeedback, Permission.ViewCampaigns];

    public async Task<Outcome<CreatedApiKey>> RunAsync(Actor actor, CreateApiKeyRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiKeys))
        {
            return Refuse.Forbidden();
        }

        var calendar = (await organisations.CurrentAsync(ct)).Calendar;
        var errors = Check(request, calendar.Today(clock)).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var keyId = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 10);
        var secret = RandomNumberGenerator.GetBytes(32);
        var key = new ApiKey
        {
            KeyId = keyId, SecretHash = SHA256.HashData(secret), Name = request.Name.Trim(), Scopes = string.Join(' ', request.Scopes.Distinct().Order()),
            StoreId = request.StoreId, CreatedBy = actor.Stamp, CreatedAt = clock.GetUtcNow().UtcDateTime,
            ExpiresAt = request.ExpiresOn is { } last ? calendar.EndOf(last) : null,
        };
        return await data.WriteAsync<Outcome<CreatedApiKey>>(async db =>
        {
            if (request.StoreId is { } store && !await db.Set<Store>().AnyAsync(s => s.Id == store, ct))
            {
                return Refuse.Invalid("StoreId", "One of these stores does not exist.");
            }

            key.Id = 0;
            db.Add(key);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "api_key.created", $"api_key {key.Id}", $"{keyId}: {key.Scopes}");
            return new CreatedApiKey(key.Id, keyId, $"lsk_{keyId}_{Base64Url.EncodeToString(secret)}");
        }, ct);
    }

    private static IEnumerable<FieldError> Check(CreateApiKeyRequest request, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            yield return new FieldError("Name", "Fill in a name of at most {0} characters.", 100);
        }

        if (request.Scopes.Count == 0 || request.Scopes.Except(Possible).Any())
        {
            yield return new FieldError("Scopes", "Choose what the key may do.");
        }

        if (request.ExpiresOn < today)
        {
            yield return new FieldError("ExpiresOn", "Choose a day that is not over yet.");
        }
    }
}
