using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Api;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Personalisation;

/// <summary>Content for the web shop over real HTTP: by key for its server, by token for browsers, and offers at the till.</summary>
public sealed class SiteHttpTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["LoyaltyStudio:Site:Origins:0"] = "https://shop.example.nl", ["LoyaltyStudio:Site:PerMinute"] = "40" };

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_shop_fetches_content_and_a_token_with_its_key_and_a_coupon_is_judged_and_used(string engine)
    {
        await using var api = await HttpApi.OnAsync(engine);
        var card = await api.MemberAsync("K1");
        (await api.Get<SaveBlock>().RunAsync(AccessStudio.Boss, new BlockDraft(0, "thuis", BlockPlace.Home, BlockAudience.Everyone) { TitleNl = "Hallo", TitleEn = "Hi", Published = true }, CancellationToken.None)).Must();

        var own = (await api.CallAsync(api.Reader, HttpMethod.Get, $"/api/v1/members/{card}/personalisation?source=x")).Ok().Json;
        Assert.Equal(("Dag Sanne", "Hallo"), (own.GetProperty("greeting").GetString(), own.GetProperty("blocks")[0].GetProperty("title").GetString()));
        var stranger = (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/personalisation?lang=en")).Ok().Json;
        Assert.Equal((false, "", "Hi"), (stranger.GetProperty("known").GetBoolean(), stranger.GetProperty("greeting").GetString(), stranger.GetProperty("blocks")[0].GetProperty("title").GetString()));
        Assert.True((await api.PostAsync($"members/{card}/visitor-token", new { }, api.Till)).Ok().Json.GetProperty("token").GetString()!.Length > 40);
        (await api.PostAsync("members/nobody/visitor-token", new { }, api.Shop)).Refused(404, "member_unknown");

        var narrow = (await api.Get<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Smal", [Permission.RedeemCodes], null, null), CancellationToken.None)).Must().Secret;
        (await api.CallAsync(narrow, HttpMethod.Get, $"/api/v1/members/{card}/personalisation")).Refused(403, "forbidden");
        (await api.PostAsync($"members/{card}/visitor-token", new { }, narrow)).Refused(403, "forbidden");
        (await api.PostAsync($"members/{card}/messages/1/shown", new { }, narrow)).Refused(403, "forbidden");

        (await api.Get<LoyaltyStudio.Features.Campaigns.Offers.SaveOffer>().RunAsync(AccessStudio.Boss, new(0, "Zomer", "ZOMER10", LoyaltyStudio.Features.Campaigns.Model.CouponKind.Percent, 10, null, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(9)) { MinimumCents = 5000 }, CancellationToken.None)).Must();
        var lines = new[] { new { sku = "LAMP", quantity = 1, amount_cents = 6995 } };
        var judged = (await api.PostAsync("coupons/validate", new { codes = new[] { "zomer10" }, lines, member = card }, api.Till)).Ok().Json;
        Assert.Equal((true, 700, 6295), (judged.GetProperty("codes")[0].GetProperty("fits").GetBoolean(), judged.GetProperty("total_cents").GetInt32(), judged.GetProperty("left_cents").GetInt32()));
        (await api.PostAsync("coupons/validate", new { codes = new[] { "zomer10" }, lines }, api.Reader)).Refused(403, "forbidden");
        (await api.PostAsync("coupons/validate", new { codes = new[] { "zomer10" }, lines, store = "zwolle" }, api.Till)).Refused(403, "forbidden");

        var use = new { code = "Zomer10", receipt_id = "bon-1", lines, amount_cents = 700, member = card };
        var first = (await api.PostAsync("redemptions", use, api.Till, "k-1")).Ok();
        Assert.Equal((700, "percent", "coupon", 0), (first.Json.GetProperty("amount_cents").GetInt32(), first.Json.GetProperty("benefit").GetString(), first.Json.GetProperty("kind").GetString(), first.Json.GetProperty("not_checked").GetArrayLength()));
        Assert.True((await api.PostAsync("redemptions", use, api.Till, "k-1")).Ok().Replayed);
        Assert.Equal(first.Text, (await api.PostAsync("redemptions", use, api.Till, "k-2")).Ok().Text);
        (await api.PostAsync("redemptions", new { code = "zomer10", receipt_id = "bon-2", lines = new[] { new { amount_cents = 100 } } }, api.Till)).Refused(409, "minimum_not_reached");
        var id = first.Json.GetProperty("redemption_id").GetInt64();
        (await api.PostAsync($"redemptions/{id}/reverse", new { reason = "Retour" }, api.Till)).Ok();
        Assert.Equal("coupon", (await api.CallAsync(api.Till, HttpMethod.Get, "/api/v1/redemptions?receipt_id=bon-1")).Ok().Json.GetProperty("redemptions")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_browser_reads_with_a_token_what_is_the_members_own_and_without_one_no_name_ever()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync(), Settings);
        var address = host.Serve();
        (await host.Services.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, CancellationToken.None)).Must();
        var clock = new FakeClock();
        await host.Services.GetRequiredService<LoyaltyStudio.Data.StudioData>().WriteAsync(async db =>
        {
            db.Add(Fixtures.Member(clock, 1));
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        var (token, _) = host.Services.GetRequiredService<LoyaltyStudio.Features.Personalisation.Visiting.VisitorTokens>().Make(1);
        using var client = new HttpClient { BaseAddress = address };

        var (own, ownText) = await GetAsync(client, $"/site/personalisation?t={token}", "https://shop.example.nl");
        Assert.Contains("Zoë", JsonDocument.Parse(ownText).RootElement.GetProperty("greeting").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("Brûlée", ownText, StringComparison.Ordinal);
        Assert.Equal("https://shop.example.nl", own.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.True(own.Headers.CacheControl!.NoStore);

        var (foreign, _) = await GetAsync(client, $"/site/personalisation?t={token}", "https://evil.example");
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(own.Headers.Contains("Access-Control-Allow-Credentials"));

        foreach (var wrong in new[] { "", token[..^2] + "AA", "x" })
        {
            var (_, text) = await GetAsync(client, $"/site/personalisation?t={wrong}");
            Assert.False(JsonDocument.Parse(text).RootElement.GetProperty("known").GetBoolean());
            Assert.DoesNotContain("Zo", text, StringComparison.Ordinal);
        }

        var (all, _) = await GetAsync(client, "/site/personalisation?source=herfst");
        Assert.True(all.Headers.CacheControl!.Public);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/site/personalisation?source=herfst") { Headers = { IfNoneMatch = { all.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);

        var (script, code) = await GetAsync(client, "/site/personalisation.js");
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("innerHTML", code, StringComparison.Ordinal);
        Assert.DoesNotContain("eval(", code, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, "/site/demo")).Answer.StatusCode);

        // A guesser is slowed down.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => GetAsync(client, "/site/personalisation?t=x")));
        Assert.Contains(answers, a => a.Answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    private static async Task<(HttpResponseMessage Answer, string Text)> GetAsync(HttpClient client, string path, string origin = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (origin.Length > 0)
        {
            request.Headers.Add("Origin", origin);
        }

        var answer = await client.SendAsync(request);
        return (answer, await answer.Content.ReadAsStringAsync());
    }
}
