using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Dashboards.MemberSummary;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Features.Personalisation.Visiting;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Personalisation;

/// <summary>What each visitor gets to see, on both databases.</summary>
public sealed class PersonalisationTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Each_visitor_sees_what_is_for_them_and_nobody_else_the_welcome_back(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await SaveAsync(retailer, "balk", BlockPlace.Bar, BlockAudience.Anonymous);
        await SaveAsync(retailer, "goud", BlockPlace.Home, BlockAudience.Tiers, b => b with { Tiers = ["goud"] });
        await SaveAsync(retailer, "advertentie", BlockPlace.Home, BlockAudience.Source, b => b with { Source = "Herfst", Priority = 90 });
        await SaveAsync(retailer, "terug", BlockPlace.WelcomeBack, BlockAudience.Everyone);
        await SaveAsync(retailer, "concept", BlockPlace.Home, BlockAudience.Everyone, b => b with { Published = false });
        await SaveAsync(retailer, "voorbij", BlockPlace.Home, BlockAudience.Everyone, b => b with { UntilOn = Today(retailer).AddDays(-1) });

        var (gold, lost, stranger) = (await ReadAsync(retailer, "900000001"), await ReadAsync(retailer, "900000002"), await ReadAsync(retailer, null));
        Assert.Equal(("Dag Zoë", "goud"), (gold.Greeting, gold.Tier!.Code));
        Assert.Equal(["goud"], gold.Blocks.Select(b => b.Title));
        Assert.Null(gold.WelcomeBack);
        Assert.Equal(("Fijn je weer te zien, Zoë", "terug", "brons"), (lost.Greeting, lost.WelcomeBack!.Title, lost.Tier!.Code));
        Assert.Equal((false, "", true), (stranger.Known, stranger.Greeting, stranger is { Tier: null, WelcomeBack: null, Cheques: null, Offers.Count: 0 }));
        Assert.Equal(["balk"], stranger.Blocks.Select(b => b.Title));
        Assert.Equal(["advertentie", "goud"], (await ReadAsync(retailer, "900000001", "herfst")).Blocks.Select(b => b.Title));
        Assert.Equal(["advertentie", "balk"], (await ReadAsync(retailer, null, " HERFST ")).Blocks.Select(b => b.Title));

        // Gold enters the sale before others; a stranger sees the public start.
        Assert.True(gold.Sale!.Early && gold.Sale.EntersAt < stranger.Sale!.EntersAt);
        Assert.Equal(stranger.Sale!.StartsAt, stranger.Sale.EntersAt);

        // A saved change is there at once.
        var list = (await retailer.Get<ListBlocks>().RunAsync(retailer.Anna, CancellationToken.None)).Must().Rows;
        (await retailer.Get<PublishBlock>().RunAsync(retailer.Anna, list.Single(b => b.Name == "balk").Id, false, CancellationToken.None)).Must();
        Assert.Empty((await ReadAsync(retailer, null)).Blocks);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Messages_wait_at_the_till_until_they_were_shown_and_keep_silent_while_a_complaint_is_open(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        var today = Today(retailer);
        await retailer.Data.WriteAsync(async db =>
        {
            var step = new MessageStep { Key = "s1", Channel = MessageChannel.Till, Nl = new MessageText("Dag {{first_name}}", "Vandaag {{coupon_value}} voor jou.\n\n{{coupon_code}}"), En = new MessageText("Hello {{first_name}}", "x") };
            var flow = new FlowDefinition(FlowTrigger.Daily, [step, step with { Key = "s2", Channel = MessageChannel.Site }]).ToJson();
            db.Add(new Campaign { Id = 7, Name = "Kassa", Flow = flow, Salt = "x", Author = "test", CreatedAt = retailer.Clock.Now });
            db.Add(new CampaignEdition { CampaignId = 7, Edition = 1, Flow = flow, SavedBy = "test", SavedAt = retailer.Clock.Now });
            var stored = retailer.Get<LoyaltyStudio.Features.Cheques.Codes.CodeVault>().New().Stored;
            db.Add(new Coupon { Id = 70, CampaignId = 7, MemberId = 1, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = "81HC", Kind = CouponKind.Points, Value = 250, IssuedOn = today, ValidUntil = today.AddDays(9) });
            foreach (var (id, key, channel) in new[] { (71L, "s1", MessageChannel.Till), (72L, "s2", MessageChannel.Site) })
            {
                db.Add(new Placement { Id = id, CampaignId = 7, MemberId = 1, Step = key, Edition = 1, Channel = channel, CouponId = 70, From = today, Until = today.AddDays(5) });
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);

        var till = Assert.Single(await TillAsync(retailer));
        Assert.Equal((71, "Dag Zoë", "Vandaag 250 extra punten voor jou.", "points", 250, "81HC"), (till.Id, till.Title, till.Text, till.Benefit, till.Value, till.CouponEndsIn));
        Assert.Equal("message", Assert.Single((await ReadAsync(retailer, "900000001")).Blocks).Place);
        Assert.Equal("250 extra punten", Assert.Single((await ReadAsync(retailer, "900000001")).Offers).Title);

        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Complaint { MemberId = 1, Subject = "Stuk", Body = "Kapot", State = ComplaintState.Open, OpenedOn = today, OpenedAt = retailer.Clock.Now, DueOn = today });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        Assert.Empty(await TillAsync(retailer));
        await retailer.Data.WriteAsync(db => db.Set<Complaint>().ExecuteDeleteAsync(), CancellationToken.None);

        var shown = retailer.Get<TellShown>();
        Assert.Equal("message_unknown", (await shown.RunAsync(retailer.Anna, "900000002", 71, CancellationToken.None)).Code);
        Assert.Equal(71, (await shown.RunAsync(retailer.Anna, "900000001", 71, CancellationToken.None)).Must());
        Assert.Equal(71, (await shown.RunAsync(retailer.Anna, "900000001", 71, CancellationToken.None)).Must());
        Assert.Empty(await TillAsync(retailer));
    }

    [Fact]
    public async Task A_token_opens_one_member_for_some_minutes_and_cannot_be_made_or_changed()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite);
        var tokens = retailer.Get<VisitorTokens>();
        var (token, until) = tokens.Make(1);
        Assert.Equal(1, tokens.Read(token));
        Assert.Equal(retailer.Clock.Now.AddMinutes(15), until);
        for (var i = 0; i < token.Length; i++)
        {
            Assert.NotEqual(1, tokens.Read(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]) ?? 0);
        }

        Assert.All(new[] { "", "x", "==", token + "A", token[..^1], new string('A', 200), "é" }, t => Assert.Null(tokens.Read(t)));
        Assert.DoesNotContain(Enumerable.Range(0, 50).Select(_ => tokens.Make(1).Token), t => t == token);
        retailer.Clock.Advance(TimeSpan.FromMinutes(15.1));
        Assert.Null(tokens.Read(token));
    }

    [Fact]
    public async Task A_block_says_what_is_wrong_with_it()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite);
        var bad = new BlockDraft(0, "x", BlockPlace.Home, BlockAudience.Source) { TitleNl = "Titel", ButtonNl = "Klik", Url = "javascript:alert(1)", FromOn = Today(retailer), UntilOn = Today(retailer).AddDays(-1) };
        Assert.Equal(["audience", "buttonEn", "titleEn", "until", "url"], (await retailer.Get<SaveBlock>().RunAsync(retailer.Anna, bad, CancellationToken.None)).Errors.Select(e => e.Field).Order());
        Assert.All(new[] { "//evil.example", "/\\evil.example", "http://x.example", "data:text/html,x", "" }, url => Assert.False(BlockRules.IsAddress(url)));
        Assert.All(new[] { "/", "/sale", "https://shop.example/a?b=c" }, url => Assert.True(BlockRules.IsAddress(url)));
    }

    internal static async Task<Retailer> OpenAsync(string engine)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(Fixtures.Member(retailer.Clock, 1));
            db.Add(Fixtures.Member(retailer.Clock, 2));
            db.Add(new MemberTier { MemberId = 1, Tier = "goud", Since = Today(retailer) });
            db.Add(new MemberState { MemberId = 2, State = LifecycleState.Lost, Since = Today(retailer), Cause = "long_ago" });
            db.Add(new Sale { Name = "Zomeruitverkoop", StartsAt = retailer.Clock.Now.AddDays(5), EndsAt = retailer.Clock.Now.AddDays(20) });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return retailer;
    }

    private static DateOnly Today(Retailer retailer) => DateOnly.FromDateTime(retailer.Clock.Now);

    internal static async Task SaveAsync(Retailer retailer, string name, BlockPlace place, BlockAudience audience, Func<BlockDraft, BlockDraft>? more = null)
    {
        var draft = new BlockDraft(0, name, place, audience) { TitleNl = name, TitleEn = name, Published = true };
        (await retailer.Get<SaveBlock>().RunAsync(retailer.Anna, more?.Invoke(draft) ?? draft, CancellationToken.None)).Must();
    }

    private static async Task<VisitorContent> ReadAsync(Retailer retailer, string? card, string source = "") =>
        (await retailer.Get<ReadPersonalisation>().RunAsync(retailer.Anna, new PersonalisationRequest(card, source), CancellationToken.None)).Must();

    private static async Task<IReadOnlyList<TillMessage>> TillAsync(Retailer retailer) => (await retailer.Get<ReadMemberSummary>().RunAsync(retailer.Anna, "900000001", CancellationToken.None)).Must().Messages!;
}
