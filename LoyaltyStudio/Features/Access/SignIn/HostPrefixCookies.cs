using Microsoft.AspNetCore.Authentication.Cookies;

namespace LoyaltyStudio.Features.Access.SignIn;

/// <summary>Names the cookie __Host-… on https, so that no other host or path can set it; plain http, which browsers refuse that name, gets the bare one.</summary>
public sealed class HostPrefixCookies : ICookieManager
{
    private readonly ChunkingCookieManager inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => inner.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        inner.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => inner.DeleteCookie(context, Name(context, key), options);

    private static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
