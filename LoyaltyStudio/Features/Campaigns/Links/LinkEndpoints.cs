using System.Threading.RateLimiting;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Access.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace LoyaltyStudio.Features.Campaigns.Links;

/// <summary>
/// The public address behind links of campaign messages. Only GET counts as a click, and not where a browser says that it looks ahead. Mail scanners that follow links like a browser cannot be told from people; the page in docs/operations.md
/// says so.
/// </summary>
internal static class LinkEndpoints
{
    /// <summary>Limit per address: enough for an office behind one address, too little for guessing.</summary>
    private const string Limit = "public-links";
    private const int PerMinute = 120;

    internal static void Add(IServiceCollection services) => services.Configure<RateLimiterOptions>(options => options.AddPolicy(Limit, context =>
        RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })));

    internal static void Map(IEndpointRouteBuilder app) => app.MapMethods($"/{CampaignContent.ClickPath}/{{token}}", ["GET", "HEAD"], FollowAsync)
        .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().RequireRateLimiting(Limit).WithMetadata(new RequestSizeLimitAttribute(1_024));

    private static async Task<IResult> FollowAsync(string token, HttpContext context, OrganisationBook organisations, FollowLink follow)
    {
        var headers = context.Response.Headers;
        (headers.CacheControl, headers["X-Robots-Tag"]) = ("no-store", "noindex");
        var address = await organisations.IsSetUpAsync(context.RequestAborted) ? await follow.RunAsync(token, IsPerson(context.Request), context.RequestAborted) : null;
        return address is null ? Results.NotFound() : Results.Redirect(address);
    }

    private static bool IsPerson(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && !new[] { "Purpose", "Sec-Purpose", "X-Purpose", "X-Moz" }.Any(name => request.Headers[name].ToString() is var said && (said.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || said.Contains("preview", StringComparison.OrdinalIgnoreCase)));
}
