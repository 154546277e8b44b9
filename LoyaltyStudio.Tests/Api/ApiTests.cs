using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LoyaltyStudio.Tests.Api;

public sealed class ApiTests : IAsyncLifetime
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);
    private static readonly string KeyText = $"lsk_till3_{Base64Url.EncodeToString(Secret)}";
    private TempStudio studio = null!;
    private WebApplication app = null!;
    private HttpClient client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        studio = await TempStudio.NewAsync();
        await studio.AddAsync(new ApiKey
        {
            Id = 4, KeyId = "till3", SecretHash = SHA256.HashData(Secret), Name = "Kassa 3", Scopes = "RecordPurchases ViewMembers", CreatedBy = "test", CreatedAt = studio.Clock.Now, StoreId = 12,
        });
        app = await AppAsync(studio);
        client = Client();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await studio.DisposeAsync();
    }

    [Fact]
    public async Task A_key_says_who_it_is_and_its_use_is_noted_once_a_minute()
    {
        var ping = await client.GetFromJsonAsync<JsonElement>("/api/v1/ping", Ct);
        studio.Clock.Advance(TimeSpan.FromSeconds(30));
        await client.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct);

        Assert.Equal(("Kassa 3", 12, "RecordPurchases"), (ping.GetProperty("key").GetString(), ping.GetProperty("store_id").GetInt32(), ping.GetProperty("scopes")[0].GetString()));
        await using var db = studio.Data.Read();
        Assert.Equal(studio.Clock.Now.AddSeconds(-30), await db.Set<ApiKey>().Select(k => k.LastUsedAt).SingleAsync(Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lsk_nobody_secret")]
    [InlineData("lsk__")]
    [InlineData("something else")]
    public async Task Without_a_valid_key_the_answer_is_401_as_a_problem(string key)
    {
        using var stranger = app.GetTestClient();
        if (key.Length > 0)
        {
            stranger.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        }

        await AssertProblemAsync(await stranger.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct), 401, "unauthenticated");
    }

    [Fact]
    public async Task The_right_id_with_another_secret_a_revoked_key_and_an_expired_key_are_refused()
    {
        using var wrong = app.GetTestClient();
        wrong.DefaultRequestHeaders.Add("X-Api-Key", KeyText[..^4] + "abcA");
        await AssertProblemAsync(await wrong.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct), 401, "unauthenticated");
        await studio.Data.WriteAsync(db => db.Set<ApiKey>().ExecuteUpdateAsync(set => set.SetProperty(k => k.ExpiresAt, studio.Clock.Now.AddSeconds(-1))), Ct);
        await AssertProblemAsync(await client.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct), 401, "unauthenticated");
        await studio.Data.WriteAsync(db => db.Set<ApiKey>().ExecuteUpdateAsync(set => set.SetProperty(k => k.ExpiresAt, (DateTime?)null).SetProperty(k => k.RevokedAt, studio.Clock.Now)), Ct);
        await AssertProblemAsync(await client.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct), 401, "unauthenticated");
    }

    [Fact]
    public async Task The_same_idempotency_key_has_one_effect_and_the_same_answer()
    {
        var first = await PostAsync("""{ "name": "a", "amount_cents": 5 }""", "receipt-1");
        var second = await PostAsync("""{"amount_cents":5,"name":"a"}""", "receipt-1");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await second.Content.ReadAsStringAsync(Ct));
        Assert.False(first.Headers.Contains(Idempotent.ReplayedHeader));
        Assert.Equal("true", second.Headers.GetValues(Idempotent.ReplayedHeader).Single());
        Assert.Equal(1, await EffectsAsync());
    }

    [Fact]
    public async Task The_same_idempotency_key_with_other_content_is_refused_without_an_effect()
    {
        await PostAsync("""{ "name": "a", "amount_cents": 5 }""", "receipt-1");
        await AssertProblemAsync(await PostAsync("""{ "name": "b", "amount_cents": 5 }""", "receipt-1"), 422, "idempotency_key_reused");
        Assert.Equal(1, await EffectsAsync());
    }

    [Fact]
    public async Task A_business_refusal_is_replayed_and_leaves_no_effect_and_a_wrong_field_is_not_kept()
    {
        await AssertProblemAsync(await PostAsync("""{ "name": "taken", "amount_cents": 5 }""", "receipt-2"), 409, "name_taken");
        var again = await PostAsync("""{ "name": "taken", "amount_cents": 5 }""", "receipt-2");
        await AssertProblemAsync(again, 409, "name_taken");
        Assert.Equal("true", again.Headers.GetValues(Idempotent.ReplayedHeader).Single());

        var wrong = await AssertProblemAsync(await PostAsync("""{ "name": "a", "amount_cents": -5 }""", "receipt-3"), 400, "invalid");
        Assert.Equal("amount_cents", wrong.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("""{ "name": "a", "amount_cents": 5 }""", "receipt-3")).StatusCode);
        Assert.Equal(1, await EffectsAsync());
    }

    [Fact]
    public async Task Many_at_once_with_one_key_have_one_effect()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PostAsync("""{ "name": "a", "amount_cents": 5 }""", "receipt-9")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        Assert.Equal(1, await EffectsAsync());
    }

    [Theory]
    [InlineData("""{ "name": "a", "amount_cents": 5, "points": 999 }""", 400, "invalid")]
    [InlineData("""{ "name": "a", "amount_cents": "5" }""", 400, "invalid")]
    [InlineData("""{ "name": "a" """, 400, "invalid")]
    [InlineData("""{ "name": "throw", "amount_cents": 5 }""", 500, "internal_error")]
    [InlineData("""{ "name": "busy", "amount_cents": 5 }""", 503, "too_busy")]
    public async Task Every_error_leaves_as_a_problem_with_a_stable_code(string body, int status, string code)
    {
        var problem = await AssertProblemAsync(await PostAsync(body, ""), status, code);
        Assert.DoesNotContain("secret detail", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await EffectsAsync());
    }

    [Fact]
    public async Task Other_content_too_much_content_and_unknown_addresses_are_refused_as_problems()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", "a")]);
        await AssertProblemAsync(await client.PostAsync(new Uri("/api/v1/test", UriKind.Relative), form, Ct), 415, "unsupported_media_type");
        using var large = new StringContent(new string(' ', (1 << 20) + 1), Encoding.UTF8, "application/json");
        await AssertProblemAsync(await client.PostAsync(new Uri("/api/v1/test", UriKind.Relative), large, Ct), 413, "too_large");
        await AssertProblemAsync(await client.GetAsync(new Uri("/api/v1/nothing", UriKind.Relative), Ct), 404, "not_found");
        await AssertProblemAsync(await client.DeleteAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct), 405, "method_not_allowed");
    }

    [Fact]
    public async Task A_key_that_asks_too_much_is_told_when_to_come_back()
    {
        HttpResponseMessage? last = null;
        for (var i = 0; i < 80 && last?.StatusCode != HttpStatusCode.TooManyRequests; i++)
        {
            last = await client.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Ct);
        }

        await AssertProblemAsync(last!, 429, "rate_limited");
        Assert.True(last!.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_document_names_the_security_scheme_and_shows_examples()
    {
        using var stranger = app.GetTestClient();
        var document = await stranger.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Ct);

        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("api_key").GetProperty("scheme").GetString());
        var ping = document.GetProperty("paths").GetProperty("/api/v1/ping").GetProperty("get");
        Assert.Equal("Till 3, Utrecht", ping.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("key").GetString());
        Assert.True(ping.GetProperty("responses").TryGetProperty("401", out _));
    }

    private HttpClient Client()
    {
        var with = app.GetTestClient();
        with.DefaultRequestHeaders.Add("Authorization", $"Bearer {KeyText}");
        return with;
    }

    private async Task<HttpResponseMessage> PostAsync(string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/test") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key.Length > 0)
        {
            request.Headers.Add(Idempotent.Header, key);
        }

        return await client.SendAsync(request, Ct);
    }

    private async Task<int> EffectsAsync()
    {
        await using var db = studio.Data.Read();
        return await db.Set<JobSetting>().CountAsync(Ct);
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True((int)response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((code, status), (problem.GetProperty("code").GetString(), problem.GetProperty("status").GetInt32()));
        return problem;
    }

    private static async Task<WebApplication> AppAsync(TempStudio studio)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["LoyaltyStudio:Api:Burst"] = "60", ["LoyaltyStudio:Api:PerSecond"] = "1" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(studio.Clock);
        builder.Services.AddSingleton<StudioData>(_ => studio.Open());
        builder.Services.AddSingleton<IApiKeySource, RecogniseApiKey>();
        ApiRoutes.Add(builder.Services);
        var made = builder.Build();
        ApiRoutes.Use(made);
        made.UseRouting();
        made.UseAuthentication();
        made.UseAuthorization();
        ApiRoutes.Map(made);
        ApiRoutes.Group(made).MapPost("/test", ([FromBody] Draft draft, HttpContext context) => Idempotent.RunAsync(context, draft, db => SaveAsync(db, draft), ApiAnswer.Created));
        await made.StartAsync();
        return made;
    }

    private static async Task<Outcome<Draft>> SaveAsync(StudioDb db, Draft draft)
    {
        if (draft.AmountCents < 0)
        {
            return Refuse.Invalid(nameof(Draft.AmountCents), "An amount is not below zero.");
        }

        db.Add(new JobSetting { Name = $"{draft.Name} {Guid.NewGuid():N}", Cron = "x" });
        await db.SaveChangesAsync();
        return draft.Name switch
        {
            "taken" => Refuse.Conflict("name_taken", "This name is taken."),
            "throw" => throw new InvalidOperationException("secret detail"),
            "busy" => throw new TooBusyException(),
            _ => draft,
        };
    }

    internal sealed record Draft(string Name, long AmountCents);
}
