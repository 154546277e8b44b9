using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Api;

/// <summary>The served app over Kestrel, set up, with two stores and keys for a till, a web shop and a reader.</summary>
public sealed class HttpApi : IAsyncLifetime
{
    private readonly string engine;
    private StudioHost host = null!;
    private Uri address = null!;

    public HttpApi() : this(Engines.Sqlite)
    {
    }

    private HttpApi(string engine) => this.engine = engine;

    /// <summary>The same over another database; the caller disposes it.</summary>
    internal static async Task<HttpApi> OnAsync(string engine)
    {
        var api = new HttpApi(engine);
        await api.InitializeAsync();
        return api;
    }

    /// <summary>May do everything that a key can.</summary>
    internal string Shop { get; private set; } = "";

    /// <summary>Speaks for the store utrecht only.</summary>
    internal string Till { get; private set; } = "";

    /// <summary>May look up members only.</summary>
    internal string Reader { get; private set; } = "";

    internal IReadOnlyCollection<string> Log => host.Log;

    internal Uri Address => address;

    internal StudioData Data => Get<StudioData>();

    internal T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        host = new StudioHost(await TestDatabase.OnAsync(engine), new Dictionary<string, string?> { ["LoyaltyStudio:Api:Burst"] = "100000", ["LoyaltyStudio:Api:StrangersPerMinute"] = "10000" });
        address = host.Serve();
        (await Get<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, CancellationToken.None)).Must();
        var utrecht = await StoreAsync("utrecht");
        await StoreAsync("zwolle");
        Shop = await KeyAsync("Webshop", null, [.. CreateApiKey.Possible]);
        Till = await KeyAsync("Kassa 3", utrecht, [.. CreateApiKey.Possible]);
        Reader = await KeyAsync("Lezer", null, Permission.ViewMembers);
    }

    public async ValueTask DisposeAsync() => await host.DisposeAsync();

    /// <summary>Calls the API; the answer with its body read.</summary>
    internal async Task<ApiReply> CallAsync(string key, HttpMethod method, string path, object? body = null, string idempotencyKey = "")
    {
        using var client = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(method, path);
        if (key.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (idempotencyKey.Length > 0)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var status = (int)response.StatusCode;
        Assert.Equal(status >= 400 ? "application/problem+json" : "application/json", response.Content.Headers.ContentType?.MediaType);
        return new ApiReply(status, text, JsonSerializer.Deserialize<JsonElement>(text), response.Headers.TryGetValues("Idempotency-Replayed", out _), (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    internal Task<ApiReply> PostAsync(string path, object body, string key = "", string idempotencyKey = "") =>
        CallAsync(key.Length > 0 ? key : Shop, HttpMethod.Post, $"/api/v1/{path}", body, idempotencyKey);

    internal async Task<string> MemberAsync(string id)
    {
        var reply = await CallAsync(Shop, HttpMethod.Put, "/api/v1/members", new { external_id = id, first_name = "Sanne", last_name = "de Vries", email = $"{id}@example.nl".ToLowerInvariant() });
        Assert.True(reply.Status is 200 or 201, reply.Text);
        return reply.Json.GetProperty("card_number").GetString()!;
    }

    private async Task<long> StoreAsync(string code) =>
        (await Get<SaveStore>().RunAsync(AccessStudio.Boss, new SaveStoreRequest(0, code, code, StoreKind.Shop, "", "", "", true, 0), CancellationToken.None)).Must();

    private async Task<string> KeyAsync(string name, long? store, params Permission[] scopes) =>
        (await Get<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest(name, scopes, store, null), CancellationToken.None)).Must().Secret;
}

internal sealed record ApiReply(int Status, string Text, JsonElement Json, bool Replayed, int? RetryAfter)
{
    internal string Code => Json.TryGetProperty("code", out var code) ? code.GetString()! : "";

    internal ApiReply Ok()
    {
        Assert.True(Status is 200 or 201, Text);
        return this;
    }

    internal ApiReply Refused(int status, string code)
    {
        Assert.True((Status, Code) == (status, code), $"{Status} {Text}");
        return this;
    }
}
