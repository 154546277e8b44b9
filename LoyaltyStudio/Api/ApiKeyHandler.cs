using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Api;

/// <summary>Authentication by API key, from `Authorization: Bearer lsk_…` or `X-Api-Key`. Never from a cookie or the address.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IApiKeySource keys, ApiLimits limits,
    TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyText() is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var parts = ApiKeyText.Split(text);
        var key = parts is null ? null : await keys.FindAsync(parts.Value.KeyId, Context.RequestAborted);
        var right = CryptographicOperations.FixedTimeEquals(key?.SecretHash ?? new byte[32], ApiKeyText.Hash(parts?.Secret ?? ""));
        if (key is null || !right || key.RevokedAt is not null || key.ExpiresAt <= now)
        {
            return AuthenticateResult.Fail("The API key is not valid.");
        }

        await TouchAsync(key, now);
        Context.Features.Set(new ApiCaller(ActorOf(key), key.StoreId));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"key-{key.Id}"), new Claim(ClaimTypes.Name, key.Name)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblem.WriteAsync(Context, 401, "unauthenticated", "Send a valid API key in the header Authorization: Bearer lsk_….");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiProblem.WriteAsync(Context, 403, "forbidden", "This API key does not have the scope for this call.");

    private string? KeyText()
    {
        var bearer = Request.Headers.Authorization.ToString();
        return bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer[7..].Trim()
            : Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } header ? header : null;
    }

    private static Actor ActorOf(KnownApiKey key)
    {
        var scopes = key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => Enum.TryParse<Permission>(s, out var permission) ? permission : (Permission?)null).OfType<Permission>().ToHashSet();
        return new Actor("key", key.Id, key.Name, scopes, key.StoreId is { } store ? [store] : null);
    }

    /// <summary>A moment of use at most once a minute; a busy database is no reason to refuse the call.</summary>
    private async Task TouchAsync(KnownApiKey key, DateTime now)
    {
        if (now - (key.LastUsedAt ?? DateTime.MinValue) < TimeSpan.FromMinutes(1) || !limits.IsFirstInMinute(key.Id, now))
        {
            return;
        }

        try
        {
            await keys.UsedAsync(key.Id, now, Context.RequestAborted);
        }
        catch (TooBusyException)
        {
            Logger.LogInformation("The last use of API key {Id} was not noted", key.Id);
        }
    }
}

/// <summary>Who calls: the actor of the key and the store it speaks for.</summary>
public sealed record ApiCaller(Actor Actor, long? StoreId)
{
    /// <summary>The caller of this request. Throws outside the routes that demand a key.</summary>
    public static ApiCaller Of(HttpContext context) => context.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("This route has no API key.");
}
