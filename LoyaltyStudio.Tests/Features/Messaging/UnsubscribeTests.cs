using System.Net;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LoyaltyStudio.Tests.Features.Messaging;

public sealed class UnsubscribeTests
{
    [Fact]
    public async Task Looking_at_the_page_changes_nothing_and_one_post_without_a_cookie_withdraws_the_consent_once()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.AddAsync(Fixtures.Organisation(studio.Clock), Fixtures.Member(studio.Clock, 1));
        await studio.Data.WriteAsync(db => Outbox.AddAsync(db, [Fixtures.Draft(1)], new DateOnly(2026, 3, 10), studio.Clock.Now), CancellationToken.None);
        await using var app = await AppAsync(studio);
        using var client = app.GetTestClient();
        var token = await TokenAsync(studio);
        var ct = TestContext.Current.CancellationToken;

        var page = await client.GetStringAsync(new Uri($"/u/{token}", UriKind.Relative), ct);
        var consentAfterGet = (await MemberAsync(studio)).EmailConsent;
        var first = await PostAsync(client, token);
        var second = await PostAsync(client, token);

        Assert.Contains("Ja, meld mij af", page, StringComparison.Ordinal);
        Assert.Contains("Bakkerij Zoet &amp; Zo", page, StringComparison.Ordinal);
        Assert.True(consentAfterGet);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.False((await MemberAsync(studio)).EmailConsent);
        await using var db = studio.Data.Read();
        var record = await db.Set<ConsentRecord>().SingleAsync(ct);
        Assert.Equal((false, "unsubscribe link", "member 1 unsubscribe link"), (record.Granted, record.Source, record.RecordedBy));
    }

    [Fact]
    public async Task An_unknown_token_gets_the_same_answers()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.AddAsync(Fixtures.Organisation(studio.Clock), Fixtures.Member(studio.Clock, 1));
        await studio.Data.WriteAsync(db => Outbox.AddAsync(db, [Fixtures.Draft(1)], new DateOnly(2026, 3, 10), studio.Clock.Now), CancellationToken.None);
        await using var app = await AppAsync(studio);
        using var client = app.GetTestClient();
        var ct = TestContext.Current.CancellationToken;
        var known = await TokenAsync(studio);

        Assert.Equal(await client.GetStringAsync(new Uri($"/u/{known}", UriKind.Relative), ct), await client.GetStringAsync(new Uri("/u/unknown", UriKind.Relative), ct));
        Assert.Equal(await (await PostAsync(client, known)).Content.ReadAsStringAsync(ct), await (await PostAsync(client, "unknown")).Content.ReadAsStringAsync(ct));
    }

    [Fact]
    public async Task Tokens_are_22_symbols_and_never_the_same()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.AddAsync([.. Enumerable.Range(1, 200).Select(i => Fixtures.Member(studio.Clock, i))]);
        await studio.Data.WriteAsync(db => Outbox.AddAsync(db, [.. Enumerable.Range(1, 200).Select(i => Fixtures.Draft(i))], new DateOnly(2026, 3, 10), studio.Clock.Now), CancellationToken.None);
        await using var db = studio.Data.Read();
        var tokens = await db.Set<OutboxMessage>().Select(m => m.UnsubscribeToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.All(tokens, t => Assert.Matches("^[A-Za-z0-9_-]{22}$", t));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string token) => client.PostAsync(new Uri($"/u/{token}", UriKind.Relative),
        new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]));

    private static async Task<WebApplication> AppAsync(TempStudio studio)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(studio.Clock);
        builder.Services.AddSingleton<StudioData>(_ => studio.Open());
        builder.Services.AddSingleton<OrganisationBook>();
        MessagingFeature.Add(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        MessagingFeature.Map(app);
        await app.StartAsync();
        return app;
    }

    private static async Task<string> TokenAsync(TempStudio studio)
    {
        await using var db = studio.Data.Read();
        return await db.Set<OutboxMessage>().Select(m => m.UnsubscribeToken).SingleAsync();
    }

    private static async Task<Member> MemberAsync(TempStudio studio)
    {
        await using var db = studio.Data.Read();
        return await db.Set<Member>().SingleAsync();
    }
}
