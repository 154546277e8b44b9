using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace LoyaltyStudio.Api;

/// <summary>An example of a request (status 0) or of an answer, shown in the OpenAPI document.</summary>
internal sealed record ApiExample(int Status, object Value);

/// <summary>What the OpenAPI document says besides the shapes: purpose, security, errors, examples.</summary>
public static class OpenApiText
{
    private const string Json = "application/json", Problem = "application/problem+json";

    public static TBuilder WithRequestExample<TBuilder>(this TBuilder builder, object value) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new ApiExample(0, value));

    public static TBuilder WithResponseExample<TBuilder>(this TBuilder builder, int status, object value) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new ApiExample(status, value));

    internal static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "LoyaltyStudio API",
                Version = "1",
                Description = """
                    For tills and web shops. Send the API key as `Authorization: Bearer lsk_…`, bodies as JSON with the names shown here; unknown names are refused.
                    Moments are UTC (ISO 8601), amounts whole cents. Errors are problem+json with a stable `code`.
                    Send an `Idempotency-Key` with every call that changes something: the same key gets the same answer again, without a second effect.
                    429 and 503 carry `Retry-After`.
                    """,
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["api_key"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key: lsk_<id>_<secret>. Made by an administrator, with the scopes and the store that it needs.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("api_key", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            foreach (var example in context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiExample>())
            {
                Place(operation, example, JsonSerializer.SerializeToNode(example.Value, example.Value.GetType(), json));
            }

            operation.Responses ??= [];
            operation.Responses.TryAdd("401", Error("unauthenticated", 401, "No valid API key.", json));
            operation.Responses.TryAdd("429", Error("rate_limited", 429, "Too many requests; wait for the time in Retry-After.", json));
            return Task.CompletedTask;
        });
    }

    private static void Place(OpenApiOperation operation, ApiExample example, JsonNode? value)
    {
        var content = example.Status == 0 ? operation.RequestBody?.Content : ResponseOf(operation, example.Status).Content;
        if (content is null)
        {
            return;
        }

        var type = example.Value is Microsoft.AspNetCore.Mvc.ProblemDetails ? Problem : Json;
        if (!content.TryGetValue(type, out var media))
        {
            content[type] = media = new OpenApiMediaType();
        }

        media.Example = value;
    }

    private static OpenApiResponse ResponseOf(OpenApiOperation operation, int status)
    {
        operation.Responses ??= [];
        var key = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!operation.Responses.TryGetValue(key, out var known) || known is not OpenApiResponse response)
        {
            operation.Responses[key] = response = new OpenApiResponse { Description = status < 300 ? "Done." : "Refused." };
        }

        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        return response;
    }

    private static OpenApiResponse Error(string code, int status, string text, JsonSerializerOptions json) => new()
    {
        Description = text,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Problem] = new OpenApiMediaType { Example = JsonSerializer.SerializeToNode(ApiProblem.Of(status, code, text), json) },
        },
    };
}
