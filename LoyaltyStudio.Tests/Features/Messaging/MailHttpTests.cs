using System.Net;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Api;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Messaging;

/// <summary>Links of messages and reports about them, over HTTP on both databases.</summary>
public sealed class MailHttpTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_click_leads_on_and_counts_and_what_looks_ahead_leads_on_only(string engine)
    {
        await using var api = await HttpApi.OnAsync(engine);
        var message = await QueueAsync(api);
        var token = api.Get<LinkTokens>().Of(LinkUse.Click, message.Id, 1);

        Assert.Equal("https://winkel.example.nl/?a=1&b=2", (await AskAsync(api, HttpMethod.Head, $"/c/{token}")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await AskAsync(api, HttpMethod.Get, $"/c/{token}", ("Sec-Purpose", "prefetch;prerender"))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await AskAsync(api, HttpMethod.Get, $"/c/{token}", ("X-Moz", "prefetch"))).StatusCode);
        Assert.Equal(0, await EventsAsync(api));

        using var click = await AskAsync(api, HttpMethod.Get, $"/c/{token}");
        await AskAsync(api, HttpMethod.Get, $"/c/{token}");
        Assert.Equal((HttpStatusCode.Redirect, "no-store"), (click.StatusCode, click.Headers.CacheControl?.ToString()));
        Assert.Equal(1, await EventsAsync(api));
        foreach (var bad in new[] { "/c/x", $"/c/{token}x", $"/c/{api.Get<LinkTokens>().Of(LinkUse.Click, message.Id, 2)}", "/c/https%3A%2F%2Fevil.example" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(api, HttpMethod.Get, bad)).StatusCode);
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_bounce_over_the_api_closes_the_address_once_and_needs_the_right_key(string engine)
    {
        await using var api = await HttpApi.OnAsync(engine);
        var message = await QueueAsync(api);
        var body = new { message_id = $"<loyalty.{message.Id}.{message.CreatedAt:yyyyMMddHHmmss}@example.nl>", kind = "hard_bounce", detail = "550 5.1.1 User unknown" };

        Assert.Equal(403, (await api.CallAsync(api.Reader, HttpMethod.Post, "/api/v1/messages/events", body)).Status);
        Assert.Equal(404, (await api.CallAsync(api.Shop, HttpMethod.Post, "/api/v1/messages/events", body with { message_id = "<loyalty.1.20000101000000@example.nl>" })).Status);
        Assert.Equal(400, (await api.CallAsync(api.Shop, HttpMethod.Post, "/api/v1/messages/events", body with { kind = "explosion" })).Status);
        var first = await api.CallAsync(api.Shop, HttpMethod.Post, "/api/v1/messages/events", body, "k1");
        var replay = await api.CallAsync(api.Shop, HttpMethod.Post, "/api/v1/messages/events", body, "k1");
        var again = await api.CallAsync(api.Shop, HttpMethod.Post, "/api/v1/messages/events", body);

        Assert.Equal((200, first.Text, 200), (first.Status, replay.Text, again.Status));
        Assert.Contains("\"known\":false", first.Text, StringComparison.Ordinal);
        Assert.Contains("\"known\":true", again.Text, StringComparison.Ordinal);
        await using var db = api.Data.Read();
        Assert.Equal("zoe@example.nl", (await db.Set<UnusableAddress>().SingleAsync()).AddressKey);
    }

    private static async Task<OutboxMessage> QueueAsync(HttpApi api)
    {
        var anna = Retailer.Person(1, "Anna");
        var clock = api.Get<TimeProvider>();
        var member = (await api.Get<SaveMember>().RunAsync(anna, new(null, null, "k1", "Zoë", "Brûlée", "Zoe@example.nl", "nl", null, null, null, new ConsentGiven(true, clock.GetUtcNow().UtcDateTime.AddMinutes(-1), "test", "Ja")), default)).Must();
        await api.Data.WriteAsync(db => ConsentBook.RecordAsync(db, anna, member.Id, ConsentPurpose.Profiling, true, clock.GetUtcNow().UtcDateTime, "test", "ja", clock.GetUtcNow().UtcDateTime), default);
        var draft = new CampaignDraft { Name = "Lente", HoldoutPercent = 0, CoolDownDays = 0 }.WithMail(new OfferTerms(CouponKind.Percent, 10, 30), new MessageText("Dag", "[Kijk](https://winkel.example.nl/?a=1&b=2)"), new MessageText("x", "x"));
        var id = (await api.Get<SaveCampaign>().RunAsync(anna, draft, default)).Must();
        (await api.Get<MoveCampaign>().RunAsync(anna, id, CampaignStep.Start, default)).Must();
        (await api.Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), null, default)).Must();
        await using var db = api.Data.Read();
        return await db.Set<OutboxMessage>().SingleAsync(m => m.CampaignId == id);
    }

    private static async Task<int> EventsAsync(HttpApi api)
    {
        await using var db = api.Data.Read();
        return await db.Set<MessageEvent>().CountAsync();
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpApi api, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = api.Address };
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }
}
