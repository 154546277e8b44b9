using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Architecture;

public sealed class EndpointTests
{
    /// <summary>What strangers may ask for. A new address is not added here without a reason.</summary>
    private static readonly string[] Strangers =
        ["/login", "/setup", "/error", "/status/{Code:int}", "/language", "/sign-out", "/u/{token}", "/r/{code}", "/f/{token}", "/f/{token}/contact", "/f/{token}/review", "/tablet/{code}", "/site/personalisation", "/site/demo", "/api/v1/openapi.json", "/not-found", "/health", "/c/{token}"];

    [Fact]
    public async Task Every_address_wants_a_sign_in_or_a_key_but_the_listed_ones()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync());
        var endpoints = host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().DistinctBy(e => e.DisplayName).ToList();
        Assert.True(endpoints.Count > 20, "The search for addresses finds too few of them.");

        var open = endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(PathOf)
            .Where(p => !System.IO.Path.HasExtension(p) && !p.StartsWith("/_", StringComparison.Ordinal) && !p.Contains("{**", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Empty(open.Except(Strangers, StringComparer.OrdinalIgnoreCase));

        var api = endpoints.Where(e => PathOf(e).StartsWith("/api/", StringComparison.Ordinal) && !Strangers.Contains(PathOf(e))).ToList();
        Assert.True(api.Count >= 8);
        Assert.Empty(api.Where(e => !e.Metadata.GetOrderedMetadata<IAuthorizeData>().Any() && e.Metadata.GetMetadata<AuthorizationPolicy>() is null).Select(PathOf));

        // Everything else falls back to "signed in".
        var options = host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AuthorizationOptions>>().Value;
        Assert.NotNull(options.FallbackPolicy);
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
}
