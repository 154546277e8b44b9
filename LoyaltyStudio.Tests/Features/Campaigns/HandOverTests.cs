using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.HandingOver;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Members are handed to other programs signed, with consent of that moment, again after a failure under the same id, and never to an address inside the network.</summary>
public sealed class HandOverTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.20.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    public void Addresses_inside_a_network_are_known(string address) => Assert.True(WebhookClient.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2a00:1450:400e:80c::200e")]
    public void Public_addresses_are_let_through(string address) => Assert.False(WebhookClient.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://tool.example/hook")]
    [InlineData("https://user:secret@tool.example/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("tool.example")]
    public async Task An_address_that_is_not_https_is_refused(string url)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var saved = await retailer.Get<SaveWebhook>().RunAsync(retailer.Anna, new SaveWebhookRequest(null, "Belteam", url, true, false, 0), default);
        Assert.Equal("url", Assert.Single(saved.Errors).Field);
    }

    [Fact]
    public async Task A_name_that_leads_into_the_network_is_not_called()
    {
        await using var peer = await Peer.StartAsync();
        using var client = new WebhookClient(Options.Create(new WebhookOptions()), TimeProvider.System);
        var answer = await client.CallAsync($"https://localhost:{peer.Port}/hook", "secret", 1, "{}", default);
        Assert.False(answer.Taken);
        Assert.Contains("private network", answer.Error, StringComparison.Ordinal);
        Assert.Empty(peer.Calls);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_call_is_signed_and_made_again_under_its_id_until_it_is_taken(string engine)
    {
        await using var peer = await Peer.StartAsync();
        await using var retailer = await WithCampaignAsync(engine, peer.Port, members: 3);
        using var deliver = Delivery(retailer);
        await retailer.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == 2).ExecuteUpdateAsync(s => s.SetProperty(m => m.EmailConsent, false)), default);
        peer.Answers.Enqueue(503);
        peer.Answers.Enqueue(302);

        var first = (await deliver.RunAsync(retailer.Anna, default)).Must();
        Assert.Equal((0, 2, 0, 1), (first.Sent, first.Waiting, first.Failed, first.Withheld));
        Assert.Equal(0, (await deliver.RunAsync(retailer.Anna, default)).Must().Sent);
        retailer.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, (await deliver.RunAsync(retailer.Anna, default)).Must().Sent);

        Assert.Equal(4, peer.Calls.Count);
        Assert.Equal(2, peer.Calls.Select(c => c.Id).Distinct().Count());
        var secret = await retailer.ReadAsync(db => db.Set<WebhookEndpoint>().Select(e => e.SecretSealed).SingleAsync());
        foreach (var call in peer.Calls)
        {
            var parts = call.Signature.Split(',');
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(retailer.Get<CodeVault>().Reveal(secret)), Encoding.UTF8.GetBytes($"{parts[0][2..]}.{call.Body}"));
            Assert.Equal($"v1={Convert.ToHexStringLower(mac)}", parts[1]);
            Assert.Contains("\"card_number\":\"9000", call.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_call_that_is_refused_for_good_is_not_repeated()
    {
        await using var peer = await Peer.StartAsync();
        await using var retailer = await WithCampaignAsync(Engines.Sqlite, peer.Port, members: 1);
        using var deliver = Delivery(retailer);
        peer.Answers.Enqueue(410);
        Assert.Equal(1, (await deliver.RunAsync(retailer.Anna, default)).Must().Failed);
        retailer.Clock.Advance(TimeSpan.FromDays(3));
        await deliver.RunAsync(retailer.Anna, default);
        Assert.Single(peer.Calls);
        var row = Assert.Single((await retailer.Get<ListWebhooks>().RunAsync(retailer.Anna, default)).Must());
        Assert.Equal((1, "The other side answered 410."), (row.Failed, row.LastError));
    }

    private static DeliverHandOvers Delivery(Retailer retailer)
    {
        var options = new WebhookOptions();
        options.InternalHosts.Add("localhost");
        return new DeliverHandOvers(retailer.Data, retailer.Clock, retailer.Get<CodeVault>(), Options.Create(options));
    }

    private static async Task<Retailer> WithCampaignAsync(string engine, int port, int members)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(Enumerable.Range(1, members).Select(id => Fixtures.Member(retailer.Clock, id)));
            db.Add(new WebhookEndpoint { Id = 1, Name = "Belteam", Url = $"http://localhost:{port}/hook", SecretSealed = retailer.Get<CodeVault>().Seal("whs_secret") });
            await db.SaveChangesAsync();
        }, default);
        var draft = new CampaignDraft { Name = "Bellen", HoldoutPercent = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [new HandOverStep { Key = "s1", EndpointId = 1 }]) };
        var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, draft, default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, id, CampaignStep.Start, default)).Must();
        (await retailer.Get<RunCampaigns>().RunAsync(retailer.Anna, DateOnly.FromDateTime(retailer.Clock.Now), null, default)).Must();
        return retailer;
    }

    /// <summary>A real web server that answers by a list and remembers what it was told.</summary>
    private sealed class Peer : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Peer(WebApplication app) => this.app = app;

        internal ConcurrentQueue<int> Answers { get; } = new();
        internal ConcurrentQueue<(string Id, string Signature, string Body)> Calls { get; } = new();
        internal int Port => new Uri(app.Urls.First()).Port;

        internal static async Task<Peer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var peer = new Peer(builder.Build());
            peer.app.MapPost("/hook", async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                peer.Calls.Enqueue((context.Request.Headers["Loyalty-Id"].ToString(), context.Request.Headers["Loyalty-Signature"].ToString(), await reader.ReadToEndAsync()));
                context.Response.StatusCode = peer.Answers.TryDequeue(out var code) ? code : 204;
                context.Response.Headers.Location = context.Response.StatusCode == 302 ? "http://169.254.169.254/" : "";
            });
            await peer.app.StartAsync();
            return peer;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
