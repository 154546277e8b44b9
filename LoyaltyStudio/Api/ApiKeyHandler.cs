using System.Security.Claims;
using System.Text.Encodings.Web;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Api;

/// <summary>Authentication by API key, from `Authorization: Bearer lsk_…` or `X-Api-Key`. Never from a cookie or the address.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IApiKeySource keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyText() is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        if (await keys.ActorOfAsync(text, Context.RequestAborted) is not { } actor)
        {
            return AuthenticateResult.Fail("The API key is not valid.");
        }

        Context.Features.Set(new ApiCaller(actor));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"key-{actor.Id}"), new Claim(ClaimTypes.Name, actor.Name)], SchemeName);
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
}

/// <summary>Who calls: the actor of the key.</summary>
public sealed record ApiCaller(Actor Actor)
{
    /// <summary>The only store that the key speaks for; null for all.</summary>
    public long? StoreId => Actor.Stores is [var store] ? store : null;

    /// <summary>The caller of this request. Throws outside the routes that demand a key.</summary>
    public static ApiCaller Of(HttpContext context) => context.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("This route has no API key.");
}
