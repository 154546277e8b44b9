using System.Text;
using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Messaging;

/// <summary>Delivery to a real mail server.</summary>
public sealed partial class SmtpTests
{
    [Fact]
    public async Task A_message_arrives_with_its_headers_and_both_parts()
    {
        using var peer = SmtpPeer.Start();
        await using var studio = await WithMessagesAsync("zoe@example.nl");
        await DeliverAsync(studio, peer);

        var mail = Assert.Single(await peer.TakenAsync(1));
        var row = await RowAsync(studio, "zoe@example.nl");
        var headers = Folded().Replace(mail.Content[..mail.Content.IndexOf("\r\n\r\n", StringComparison.Ordinal)], " ");
        Assert.Equal((MessageState.Sent, "klanten@example.nl", "zoe@example.nl"), (row.State, mail.From, mail.To));
        Assert.Contains($"List-Unsubscribe: <https://klanten.example.nl/u/{row.UnsubscribeToken}>", headers, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", headers, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", headers, StringComparison.Ordinal);
        Assert.Matches("(?im)^From: .*<klanten@example\\.nl>", headers);
        Assert.Equal("Zoë, we missen je écht — kom je?", Decoded(Regex.Match(headers, "(?im)^Subject: (.*)$", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value.Trim()));
        Assert.All(mail.Content, c => Assert.True(c < 128));
        Assert.Contains("multipart/alternative", headers, StringComparison.Ordinal);
        Assert.True(mail.Content.IndexOf("text/plain", StringComparison.Ordinal) < mail.Content.IndexOf("text/html", StringComparison.Ordinal), "The last part is the one that is shown.");
        Assert.Contains($"https://klanten.example.nl/u/{row.UnsubscribeToken}", mail.Content.Replace("=\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_for_now_wait_and_try_again_and_refusals_for_ever_fail()
    {
        using var peer = SmtpPeer.Start();
        await using var studio = await WithMessagesAsync("later@example.nl", "never@example.nl", "full@example.nl", "zoe@example.nl");

        var counts = await DeliverAsync(studio, peer);

        Assert.Equal(new DeliveryCounts(Sent: 1, Waiting: 2, Failed: 1), counts);
        var later = await RowAsync(studio, "later@example.nl");
        Assert.Equal((MessageState.Queued, 1, studio.Clock.Now.AddMinutes(1)), (later.State, later.Attempts, later.NextAttemptAt));
        Assert.Contains("busy", later.Error, StringComparison.Ordinal);
        Assert.Equal(MessageState.Queued, (await RowAsync(studio, "full@example.nl")).State);
        Assert.Contains("No such mailbox", (await RowAsync(studio, "never@example.nl")).Error, StringComparison.Ordinal);

        studio.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new DeliveryCounts(Waiting: 2), await DeliverAsync(studio, peer));
        Assert.Equal(studio.Clock.Now.AddMinutes(5), (await RowAsync(studio, "later@example.nl")).NextAttemptAt);
    }

    [Fact]
    public async Task A_line_that_is_cut_after_the_message_leaves_it_unknown_and_never_sends_it_twice()
    {
        using var peer = SmtpPeer.Start();
        await using var studio = await WithMessagesAsync("cut@example.nl", "zoe@example.nl");

        var counts = await DeliverAsync(studio, peer);
        studio.Clock.Advance(TimeSpan.FromDays(1));
        await DeliverAsync(studio, peer);

        Assert.Equal(new DeliveryCounts(Sent: 1, Unknown: 1), counts);
        Assert.Equal(MessageState.Unknown, (await RowAsync(studio, "cut@example.nl")).State);
        Assert.Equal(["cut@example.nl", "zoe@example.nl"], (await peer.TakenAsync(2)).Select(m => m.To).Order());
    }

    [Fact]
    public async Task A_server_that_is_not_there_took_nothing_and_is_asked_again()
    {
        var peer = SmtpPeer.Start();
        await using var studio = await WithMessagesAsync("zoe@example.nl");
        peer.Dispose();

        Assert.Equal(new DeliveryCounts(Waiting: 1), await DeliverAsync(studio, peer));
    }

    [Fact]
    public async Task Who_unsubscribes_with_one_click_gets_no_further_message()
    {
        using var peer = SmtpPeer.Start();
        await using var host = new StudioHost(await TestDatabase.SqliteAsync(), new Dictionary<string, string?>
        {
            ["LoyaltyStudio:Messaging:Transport"] = "Smtp", ["LoyaltyStudio:Messaging:Smtp:Host"] = "127.0.0.1", ["LoyaltyStudio:Messaging:Smtp:Port"] = $"{peer.Port}",
            ["LoyaltyStudio:Messaging:Smtp:StartTls"] = "false",
        });
        using var mailProgram = new HttpClient { BaseAddress = host.Serve() };
        var clock = new FakeClock(TimeProvider.System.GetUtcNow().UtcDateTime);
        var data = host.Services.GetRequiredService<LoyaltyStudio.Data.StudioData>();
        await data.WriteAsync(async db =>
        {
            db.Add(Fixtures.Organisation(clock));
            db.Add(Fixtures.AtAnyHour);
            db.Add(Fixtures.Member(clock, 1));
            await db.SaveChangesAsync();
            await Outbox.AddAsync(db, [Fixtures.Draft(1)], DateOnly.FromDateTime(clock.Now), clock.Now);
        }, CancellationToken.None);
        var deliver = host.Services.GetRequiredService<DeliverOutbox>();
        Assert.Equal(1, (await deliver.RunAsync(Actor.Job("test"), new DeliverOutboxRequest(), CancellationToken.None)).Must().Sent);
        var link = UnsubscribeLink().Match((await peer.TakenAsync(1))[0].Content).Groups["path"].Value;

        // A scanner that follows the link changes nothing; the click of the mail program does, without a cookie or a redirect.
        await mailProgram.GetAsync(link, CancellationToken.None);
        Assert.True(await ConsentAsync());
        using var click = new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]);
        using var answer = await mailProgram.PostAsync(link, click, CancellationToken.None);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await ConsentAsync());

        await data.WriteAsync(db => Outbox.AddAsync(db, [Fixtures.Draft(1, campaignId: 2)], DateOnly.FromDateTime(clock.Now), clock.Now), CancellationToken.None);
        Assert.Equal(1, (await deliver.RunAsync(Actor.Job("test"), new DeliverOutboxRequest(), CancellationToken.None)).Must().Withheld);
        Assert.Single(peer.Taken);

        async Task<bool> ConsentAsync()
        {
            await using var db = data.Read();
            return await db.Set<Member>().Where(m => m.Id == 1).Select(m => m.EmailConsent).SingleAsync();
        }
    }

    private static async Task<TempStudio> WithMessagesAsync(params string[] addresses)
    {
        var studio = await TempStudio.NewAsync();
        await studio.AddAsync([Fixtures.Organisation(studio.Clock), .. addresses.Select((_, i) => Fixtures.Member(studio.Clock, i + 1))]);
        await studio.Data.WriteAsync(db => Outbox.AddAsync(db, [.. addresses.Select((a, i) => Fixtures.Draft(i + 1, subject: "Zoë, we missen je écht — kom je?", address: a))],
            new DateOnly(2026, 3, 10), studio.Clock.Now), CancellationToken.None);
        return studio;
    }

    private static async Task<DeliveryCounts> DeliverAsync(TempStudio studio, SmtpPeer peer)
    {
        var options = Options.Create(new MessagingOptions { Transport = MailTransportKind.Smtp, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = peer.Port, StartTls = false } });
        using var transport = new SmtpTransport(options);
        var deliver = new DeliverOutbox(studio.Data, studio.Clock, new OrganisationBook(studio.Data, studio.Clock), transport, options);
        return (await deliver.RunAsync(Actor.Job("test"), new DeliverOutboxRequest(), CancellationToken.None)).Must();
    }

    private static async Task<OutboxMessage> RowAsync(TempStudio studio, string address)
    {
        await using var db = studio.Data.Read();
        return await db.Set<OutboxMessage>().SingleAsync(m => m.ToAddress == address);
    }

    /// <summary>Encoded words of RFC 2047 as text.</summary>
    private static string Decoded(string value)
    {
        var bytes = new List<byte>();
        foreach (Match word in Encoded().Matches(value))
        {
            bytes.AddRange(word.Groups["how"].Value is "B" or "b" ? Convert.FromBase64String(word.Groups["text"].Value) : Quoted(word.Groups["text"].Value));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static IEnumerable<byte> Quoted(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            yield return text[i] == '=' ? Convert.FromHexString(text.AsSpan(i + 1, 2))[0] : text[i] == '_' ? (byte)' ' : (byte)text[i];
            i += text[i] == '=' ? 2 : 0;
        }
    }

    [GeneratedRegex("\r\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(@"=\?(?i:utf-8)\?(?<how>[BbQq])\?(?<text>[^?]*)\?=")]
    private static partial Regex Encoded();

    [GeneratedRegex(@"<https://[^/]+(?<path>/u/[^>]+)>")]
    private static partial Regex UnsubscribeLink();
}
