using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyStudio.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace LoyaltyStudio.Api;

/// <summary>Answer of the call that proves a key.</summary>
public sealed record PingAnswer(string Key, long? StoreId, IReadOnlyList<string> Scopes, DateTime Time);

/// <summary>The HTTP API: what it needs, where it stands in the pipeline, and the group under which features put their routes.</summary>
public static class ApiRoutes
{
    public const string Root = "/api/v1";

    public static void Add(IServiceCollection services)
    {
        services.AddCheckedOptions<ApiOptions>(ApiOptions.Section);
        services.AddSingleton<ApiLimits>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.RespectNullableAnnotations = true;
            json.RespectRequiredConstructorParameters = true;
            json.Converters.Add(new UtcMoments());
            json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        });
        services.AddOpenApi("v1", OpenApiText.Describe);
    }

    /// <summary>Stands in the pipeline behind everything that turns errors into pages, and before the rest; touches only addresses under /api.</summary>
    public static void Use(WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), api => api.UseMiddleware<ApiGuard>());

    /// <summary>The group for the routes of features: a valid key is demanded, and the use case asks for the scope.</summary>
    public static RouteGroupBuilder Group(IEndpointRouteBuilder app) => app.MapGroup(Root)
        .RequireAuthorization(new AuthorizationPolicyBuilder(ApiKeyHandler.SchemeName).RequireAuthenticatedUser().Build()).DisableAntiforgery();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapOpenApi(Root + "/openapi.json").AllowAnonymous().ExcludeFromDescription();
        Group(app).MapGet("/ping", (HttpContext context, TimeProvider clock) =>
            {
                var caller = ApiCaller.Of(context);
                return new PingAnswer(caller.Actor.Name, caller.StoreId, [.. caller.Actor.Permissions.Select(p => p.ToString()).Order(StringComparer.Ordinal)],
                    clock.GetUtcNow().UtcDateTime);
            })
            .WithName("ping").WithTags("Service").WithSummary("Says whether the key works")
            .WithDescription("Answers who the key is, for which store it speaks and what it may do. Changes nothing.")
            .WithResponseExample(200, new PingAnswer("Till 3, Utrecht", 12, ["RecordPurchases", "ViewMembers"], new DateTime(2026, 9, 30, 14, 5, 0, DateTimeKind.Utc)));
    }
}
