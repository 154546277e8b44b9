using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Links;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Messages;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Campaign messages as they are written at the hand-over: words, members' data, codes, links.</summary>
public sealed class CampaignMailTests
{
    private static readonly MessageText Words = new("{{voornaam}}, code {{kortingscode}}", """
        # Voor jou
        Beste {{voornaam|klant}},

        {{kortingscode}}

        {{producten|Kom eens kijken}}

        [Naar de winkel](https://winkel.example.nl/?bron=mail&week=12) en [meer](https://winkel.example.nl/meer)

        [Naar de winkel](https://winkel.example.nl/knop)

        [Nodig uit]({{uitnodigingslink}})
        """, "Tweede onderwerp voor {{voornaam}}");

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Codes_go_out_and_stand_nowhere_in_clear_and_links_are_counted_only_with_consent(string engine)
    {
        await using var shop = await ShopAsync(engine, 6);
        await ProfilingAsync(shop, 1, granted: true);
        await ProfilingAsync(shop, 2, granted: true);
        await ProfilingAsync(shop, 2, granted: false);
        await RunAsync(shop);
        var transport = new FakeTransport();
        Assert.Equal(6, (await DeliverAsync(shop, transport)).Sent);

        var rows = await shop.ReadAsync(db => db.Set<OutboxMessage>().OrderBy(m => m.Id).ToListAsync());
        var codes = (await shop.ReadAsync(db => db.Set<Coupon>().Select(c => c.CodeSealed).ToListAsync())).ConvertAll(c => CodeText.Print(shop.Get<CodeVault>().Reveal(c)));
        Assert.All(transport.Taken, mail => Assert.Contains(codes, c => mail.Html.Contains(c, StringComparison.Ordinal) && mail.Text.Contains(c, StringComparison.Ordinal)));
        Assert.All(rows, row => Assert.DoesNotContain(codes, c => (row.Subject + row.Html + row.Text).Contains(c, StringComparison.Ordinal) || (row.Subject + row.Html + row.Text).Contains(c.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal)));
        Assert.All(rows, row => Assert.Matches("^(Zoë, code ••••-•••••-•••••|Tweede onderwerp voor Zoë)$", row.Subject));
        Assert.Equal(2, rows.Select(r => r.Subject).Distinct().Count());

        var counted = transport.Taken.Where(m => m.Html.Contains("/c/", StringComparison.Ordinal)).ToList();
        Assert.Equal("k1@example.nl", Assert.Single(counted).To);
        Assert.DoesNotContain("https://winkel.example.nl", counted[0].Html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://winkel.example.nl", counted[0].Text, StringComparison.Ordinal);
        Assert.All(transport.Taken.Except(counted), m => Assert.Contains("href=\"https://winkel.example.nl/?bron=mail&amp;week=12\"", m.Html, StringComparison.Ordinal));
        Assert.All(transport.Taken, m => Assert.Matches("/r/[0-9A-Z]{7,19}", m.Html));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_link_leads_to_its_own_address_and_its_first_click_is_kept(string engine)
    {
        await using var shop = await ShopAsync(engine, 1);
        await ProfilingAsync(shop, 1, granted: true);
        await RunAsync(shop);
        await DeliverAsync(shop, new FakeTransport());
        var (tokens, follow) = (shop.Get<LinkTokens>(), shop.Get<FollowLink>());
        var message = (await shop.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync())).Id;
        var token = tokens.Of(LinkUse.Click, message, 1);

        Assert.Equal("https://winkel.example.nl/?bron=mail&week=12", await follow.RunAsync(token, count: false, default));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => follow.RunAsync(token, count: true, default)));
        Assert.Equal("https://winkel.example.nl/knop", await follow.RunAsync(tokens.Of(LinkUse.Click, message, 3), count: true, default));
        var clicks = await shop.ReadAsync(db => db.Set<MessageEvent>().OrderBy(e => e.Link).ToListAsync());
        Assert.Equal([(1, "https://winkel.example.nl/?bron=mail&week=12"), (3, "https://winkel.example.nl/knop")], clicks.Select(c => (c.Link, c.Detail)));

        await ProfilingAsync(shop, 1, granted: false);
        Assert.Equal("https://winkel.example.nl/meer", await follow.RunAsync(tokens.Of(LinkUse.Click, message, 2), count: true, default));
        Assert.Equal(2, await shop.ReadAsync(db => db.Set<MessageEvent>().CountAsync()));
        foreach (var bad in new[] { tokens.Of(LinkUse.Click, message, 4), tokens.Of(LinkUse.Click, message + 1, 1), tokens.Of(LinkUse.Referral, message, 1), token[..^1] + (token[^1] == 'A' ? 'E' : 'A'), token + "A", "", "https://evil.example" })
        {
            Assert.Null(await follow.RunAsync(bad, count: true, default));
        }
    }

    [Fact]
    public async Task A_batch_is_written_as_each_message_would_be_by_itself()
    {
        await using var shop = await ShopAsync(Engines.Sqlite, 5);
        await RunAsync(shop);
        var maker = shop.Get<IEnumerable<IMailAttachment>>().OfType<CampaignContent>().Single();
        var rows = await shop.ReadAsync(db => db.Set<OutboxMessage>().ToListAsync());

        var all = await maker.MakeManyAsync(rows, default);

        foreach (var row in rows)
        {
            Assert.Equal((await maker.MakeAsync(row, default)).Mail, all[row.Id].Mail);
        }
    }

    [Fact]
    public async Task A_message_whose_coupon_was_used_or_whose_member_moved_to_another_address_stays_here()
    {
        await using var shop = await ShopAsync(Engines.Sqlite, 3);
        await RunAsync(shop);
        await shop.Data.WriteAsync(async db =>
        {
            await db.Set<Coupon>().Where(c => c.MemberId == 1).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CouponState.Redeemed));
            await db.Set<Member>().Where(m => m.Id == 2).ExecuteUpdateAsync(set => set.SetProperty(m => m.Email, "other@example.nl"));
        }, default);
        var transport = new FakeTransport();

        var counts = await DeliverAsync(shop, transport);

        Assert.Equal((1, 2), (counts.Sent, counts.Withheld));
        Assert.Equal("k3@example.nl", Assert.Single(transport.Taken).To);
    }

    [Fact]
    public async Task People_see_a_message_before_and_after_it_went_with_its_code_masked()
    {
        await using var shop = await ShopAsync(Engines.Sqlite, 1);
        await RunAsync(shop);
        foreach (var sent in new[] { false, true })
        {
            var row = Assert.Single((await shop.Get<ListMessages>().RunAsync(shop.Anna, new ListMessagesRequest(new PageRequest(0)), default)).Must().Page.Rows);
            var shown = (await shop.Get<ShowMessage>().RunAsync(shop.Anna, new ShowMessageRequest(row.Id), default)).Must();
            Assert.Equal(sent, row.State == MessageState.Sent);
            Assert.Matches("^(Zoë, code ••••-•••••-•••••|Tweede onderwerp voor Zoë)$", row.Subject);
            Assert.Equal(row.Subject, shown.Row.Subject);
            Assert.Contains("••••-•••••-•••••", shown.Html, StringComparison.Ordinal);
            Assert.Contains("https://winkel.example.nl/meer", shown.Text, StringComparison.Ordinal);
            await DeliverAsync(shop, new FakeTransport());
        }
    }

    [Fact]
    public async Task Products_are_what_the_member_buys_most_and_has_not_bought_lately()
    {
        await using var shop = await ShopAsync(Engines.Sqlite, 1);
        var sold = new[] { ("koffie", 200), ("koffie", 150), ("koffie", 100), ("thee", 120), ("thee", 90), ("kaas", 80), ("brood", 300), ("brood", 5) };
        foreach (var (sku, ago) in sold)
        {
            var at = shop.Clock.Now.AddDays(-ago);
            (await shop.BuyAsync(new RecordPurchaseRequest("till", $"{sku}-{ago}", at, [new SoldLine(sku, 1, 500, $"{sku} <b>")], "k1"))).Must();
        }

        await RunAsync(shop);
        var transport = new FakeTransport();
        await DeliverAsync(shop, transport);

        Assert.Contains("- koffie <b>\n- thee <b>\n- kaas <b>\n", transport.Taken[0].Text, StringComparison.Ordinal);
        Assert.Contains(">koffie &lt;b&gt;</li>", transport.Taken[0].Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_goes_to_colleagues_only_says_that_it_is_one_and_counts_nowhere()
    {
        await using var shop = await ShopAsync(Engines.Sqlite, 1);
        await shop.Data.WriteAsync(async db =>
        {
            db.Add(new LoyaltyStudio.Features.Access.Model.StudioUser { Id = 1, DisplayName = "Anna", Email = "anna@example.nl", NormalizedEmail = "ANNA@EXAMPLE.NL", UserName = "anna", NormalizedUserName = "ANNA" });
            await db.SaveChangesAsync();
        }, default);
        var send = shop.Get<SendTestMail>();
        var request = new SendTestMailRequest(Draft, "s2", "nl", "anna@example.nl", 1);

        Assert.Equal("To", Assert.Single((await send.RunAsync(shop.Anna, request with { To = "k1@example.nl" }, default)).Errors).Field);
        Assert.True((await send.RunAsync(shop.Anna, request, default)).Must().Self);
        var transport = new FakeTransport();
        await DeliverAsync(shop, transport);

        var mail = Assert.Single(transport.Taken);
        Assert.Equal(("anna@example.nl", "[Test] Zoë, code ABCD-12345-VWXYZ"), (mail.To, mail.Subject));
        var row = await shop.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync());
        Assert.Equal((0L, null, null, MessageKind.Service), (row.MemberId, row.CampaignId, row.ContactId, row.Kind));
        Assert.DoesNotContain(mail.Headers, h => h.Key == "List-Unsubscribe");
    }

    internal static CampaignDraft Draft { get; } = new CampaignDraft { Name = "Lente", HoldoutPercent = 0, CoolDownDays = 0 }.WithMail(new OfferTerms(CouponKind.Percent, 10, 30), Words, new MessageText("x", "x"));

    /// <summary>A retailer with members k1, k2 … who want e-mail.</summary>
    internal static async Task<Retailer> ShopAsync(string engine, int members)
    {
        var shop = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        for (var i = 1; i <= members; i++)
        {
            await shop.AddMemberAsync($"k{i}", consent: true);
        }

        return shop;
    }

    internal static async Task RunAsync(Retailer shop, CampaignDraft? draft = null)
    {
        var id = (await shop.Get<SaveCampaign>().RunAsync(shop.Anna, draft ?? Draft, default)).Must();
        (await shop.Get<MoveCampaign>().RunAsync(shop.Anna, id, CampaignStep.Start, default)).Must();
        (await shop.Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), new DateOnly(2026, 3, 10), null, default)).Must();
    }

    internal static async Task<DeliveryCounts> DeliverAsync(Retailer shop, IMailTransport transport) => (await new DeliverOutbox(shop.Data, shop.Clock, shop.Get<OrganisationBook>(), transport, Options.Create(new MessagingOptions()),
        shop.Get<IEnumerable<IMailAttachment>>()).RunAsync(Actor.Job("test"), new DeliverOutboxRequest(), default)).Must();

    private static Task ProfilingAsync(Retailer shop, long member, bool granted)
    {
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        return shop.Data.WriteAsync(db => ConsentBook.RecordAsync(db, shop.Anna, member, ConsentPurpose.Profiling, granted, shop.Clock.Now, "till", "words", shop.Clock.Now), default);
    }
}
