using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Tests.Features.Campaigns;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Messaging;

/// <summary>Campaign messages read back from a real mail server.</summary>
public sealed class SmtpCampaignTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("heel-lang-woord ", 120));

    private static readonly CampaignDraft Draft = new CampaignDraft { Name = "Post", HoldoutPercent = 0, CoolDownDays = 0 }.WithMail(new OfferTerms(CouponKind.Amount, 500, 30),
        new MessageText("{{voornaam}} — €5 🎁 voor jou", $"# Hallo {{{{voornaam}}}} 🎁\n\nVijf euro: € 5,00, ë, ﷺ مرحبا שלום.\n\n{Long}\n\n.punt aan het begin\n\n{{{{kortingscode}}}}\n\n[Naar de winkel](https://winkel.example.nl/a?b=1&c=2)", "B: {{voornaam}} — tweede"), new MessageText("x", "x"));

    [Fact]
    public async Task Accents_emoji_long_lines_and_other_scripts_arrive_as_they_were_written_in_both_parts()
    {
        using var peer = SmtpPeer.Start();
        await using var shop = await CampaignMailTests.ShopAsync(Engines.Sqlite, 8);
        await NameAsync(shop, 1, "محمد");
        await CampaignMailTests.RunAsync(shop, Draft);
        await DeliverAsync(shop, peer);

        var mails = await peer.TakenAsync(8);
        Assert.Equal(8, mails.Select(m => m.To).Distinct().Count());
        var codes = new HashSet<string>();
        foreach (var mail in mails)
        {
            var (headers, text, html) = MailReader.Read(mail);
            var name = mail.To == "k1@example.nl" ? "محمد" : "Zoë";
            Assert.Contains(headers["subject"], new List<string> { $"{name} — €5 🎁 voor jou", $"B: {name} — tweede" });
            Assert.Equal("List-Unsubscribe=One-Click", headers["list-unsubscribe-post"]);
            Assert.Matches("^<https://klanten\\.example\\.nl/u/[A-Za-z0-9_-]{22}>, <mailto:", headers["list-unsubscribe"]);
            Assert.Equal("auto-generated", headers["auto-submitted"]);
            Assert.Contains($"Hallo {name} 🎁", text, StringComparison.Ordinal);
            Assert.Contains("€ 5,00, ë, ﷺ مرحبا שלום.", text, StringComparison.Ordinal);
            Assert.Contains(Long.Trim(), text, StringComparison.Ordinal);
            Assert.Contains("\n.punt aan het begin", text, StringComparison.Ordinal);
            Assert.Contains("<p dir=\"auto\"", html, StringComparison.Ordinal);
            Assert.Contains("ﷺ", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
            Assert.Contains("href=\"https://winkel.example.nl/a?b=1&amp;c=2\"", html, StringComparison.Ordinal);
            Assert.All(mail.Content.Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(c => c < 128)));
            Assert.True(codes.Add(Regex.Match(text, "Code: (\\S+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value), "Everybody has a code of their own.");
        }

        Assert.Equal(2, mails.Select(m => MailReader.Read(m).Headers["subject"].StartsWith("B:", StringComparison.Ordinal)).Distinct().Count());
        await using var db = shop.Data.Read();
        foreach (var row in await db.Set<OutboxMessage>().ToListAsync())
        {
            Assert.DoesNotContain(codes, c => (row.Subject + row.Html + row.Text + row.Error).Contains(c, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Zoë\r\nBcc: other@example.nl")]
    [InlineData("Zoë\nX-Spam: no")]
    [InlineData("\"Zoë\" <other@example.nl>, ")]
    [InlineData("=?utf-8?B?Qg0KQmNjOiBv?=")]
    [InlineData("{{kortingscode}}<script>alert(1)</script>")]
    [InlineData("Zoë\u2028Bcc: a@b.nl")]
    public async Task A_name_cannot_add_a_receiver_a_header_a_field_or_a_script(string name)
    {
        using var peer = SmtpPeer.Start();
        await using var shop = await CampaignMailTests.ShopAsync(Engines.Sqlite, 1);
        await NameAsync(shop, 1, name);
        await CampaignMailTests.RunAsync(shop, Draft with { Flow = Draft.Flow with { Steps = [.. Draft.Flow.Steps.Select(s => s is MessageStep m ? m with { Nl = m.Nl with { OtherSubject = "" } } : s)] } });
        await DeliverAsync(shop, peer);

        // A name with a line break never reaches the server; any other one arrives as text, once, at the one address.
        foreach (var mail in peer.Taken)
        {
            var (headers, _, html) = MailReader.Read(mail);
            Assert.Equal("k1@example.nl", mail.To);
            Assert.DoesNotContain("bcc", headers.Keys);
            Assert.DoesNotContain("x-spam", headers.Keys);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("other@example.nl", headers["to"].Contains('<', StringComparison.Ordinal) ? headers["to"][headers["to"].LastIndexOf('<')..] : headers["to"], StringComparison.Ordinal);
        }

        Assert.InRange((await peer.TakenAsync(name.Any(c => char.IsControl(c) || c == '\u2028') ? 0 : 1)).Count, name.Any(c => char.IsControl(c) || c == '\u2028') ? 0 : 1, 1);
    }

    [Fact]
    public async Task Who_unsubscribes_between_queue_and_hand_over_gets_nothing()
    {
        using var peer = SmtpPeer.Start();
        await using var shop = await CampaignMailTests.ShopAsync(Engines.Sqlite, 2);
        await CampaignMailTests.RunAsync(shop, Draft);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        await shop.Data.WriteAsync(db => ConsentBook.RecordAsync(db, shop.Anna, 1, ConsentPurpose.Email, false, shop.Clock.Now, "website", "no", shop.Clock.Now), default);

        var counts = await DeliverAsync(shop, peer);

        Assert.Equal((1, 1), (counts.Sent, counts.Withheld));
        Assert.Equal("k2@example.nl", Assert.Single(await peer.TakenAsync(1)).To);
        await shop.CheckAsync("sent-consent");
    }

    private static Task<int> NameAsync(Retailer shop, long member, string name) => shop.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == member).ExecuteUpdateAsync(set => set.SetProperty(m => m.FirstName, name)), default);

    private static async Task<DeliveryCounts> DeliverAsync(Retailer shop, SmtpPeer peer)
    {
        using var transport = new SmtpTransport(Options.Create(new MessagingOptions { Transport = MailTransportKind.Smtp, Smtp = new SmtpOptions { Host = "127.0.0.1", Port = peer.Port, StartTls = false } }));
        return await CampaignMailTests.DeliverAsync(shop, transport);
    }
}
