using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.RateLimiting;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Personalisation.Public;
using LoyaltyStudio.Features.Personalisation.Visiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace LoyaltyStudio.Features.Personalisation;

/// <summary>
/// What browsers ask directly: the script, its look, and content. A member is known by a short token that the shop's server fetched; without one nobody's name is ever said. Other sites may read answers only where their
/// origin is in the settings.
/// </summary>
internal static class SiteEndpoints
{
    private const string Limit = "site";
    private const int SecondsForAll = 10, SecondsForFiles = 300;

    internal static void Add(IServiceCollection services) => services.AddOptions<RateLimiterOptions>().Configure<IOptions<SiteOptions>>((limiter, site) => limiter.AddPolicy(Limit, context =>
        RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = site.Value.PerMinute, Window = TimeSpan.FromMinutes(1) })));

    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/site").AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(Limit);
        var (script, look) = (SiteFile.Read("personalisation.js"), SiteFile.Read("personalisation.css"));
        group.MapGet("/personalisation.js", (HttpContext context) => Serve(context, script, "text/javascript; charset=utf-8"));
        group.MapGet("/personalisation.css", (HttpContext context) => Serve(context, look, "text/css; charset=utf-8"));
        group.MapGet("/personalisation", ShowAsync);
        group.MapGet("/demo", DemoAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, [FromQuery(Name = "t")] string? token, string? source, [FromQuery(Name = "lang")] string? language, ReadPersonalisation read, VisitorTokens tokens, OrganisationBook organisation,
        IOptions<SiteOptions> options, IOptions<JsonOptions> json, CancellationToken ct)
    {
        if (!await organisation.IsSetUpAsync(ct))
        {
            return Results.NotFound();
        }

        Allow(context, options.Value);
        var request = new PersonalisationRequest(null, source ?? "", "web", language);
        if (!string.IsNullOrEmpty(token))
        {
            context.Response.Headers.CacheControl = "private, no-store";

            // A token that is over is no reason to show nothing: the visitor is then somebody we do not know.
            if (tokens.Read(token) is { } member && await read.OfMemberAsync(member, request, ct) is { } own)
            {
                return Results.Json(own);
            }

            return Results.Json(await read.OfNobodyAsync(request, ct));
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(await read.OfNobodyAsync(request, ct), json.Value.SerializerOptions);
        return Serve(context, new SiteFile(bytes, SiteFile.TagOf(bytes)), "application/json; charset=utf-8", SecondsForAll);
    }

    private static async Task<IResult> DemoAsync(HttpContext context, string? visitor, string? lang, DemoVisitors visitors, IOptions<SiteOptions> options, CancellationToken ct) => !options.Value.Demo ? Results.NotFound()
        : new RazorComponentResult<DemoShop>(new { Model = await visitors.OpenAsync(visitor ?? "", lang, ct) });

    /// <summary>The moment of the answer goes along, so that a countdown does not depend on the visitor's own clock.</summary>
    private static void Allow(HttpContext context, SiteOptions options)
    {
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        if (context.Request.Headers.Origin is [{ Length: > 0 } origin] && options.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlExposeHeaders = "Date";
        }
    }

    private static IResult Serve(HttpContext context, SiteFile file, string type, int seconds = SecondsForFiles)
    {
        context.Response.Headers.CacheControl = $"public, max-age={seconds}";
        context.Response.Headers.ETag = file.Tag;
        return context.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(file.Content, type);
    }

    /// <summary>Bytes that many ask for, with the mark by which a browser knows them again.</summary>
    private sealed record SiteFile(byte[] Content, string Tag)
    {
        internal static SiteFile Read(string name)
        {
            using var from = typeof(SiteFile).Assembly.GetManifestResourceStream($"site.{name}")!;
            using var to = new MemoryStream();
            from.CopyTo(to);
            return new SiteFile(to.ToArray(), TagOf(to.ToArray()));
        }

        internal static string TagOf(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
    }
}
