using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Offers;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Verdict = LoyaltyStudio.Features.Campaigns.Measuring.Verdict;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Where campaigns stop: at their budget, at the word of a person, at a control group, and before a window is over.</summary>
public sealed class CampaignLimitsTests
{
    private static readonly MessageText Words = new("Voor {{voornaam}}", "Dag {{voornaam}}");

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Who_has_no_message_because_the_budget_is_spent_is_not_drawn(string engine)
    {
        await using var retailer = await OpenAsync(engine, 30);
        var campaign = await StartAsync(retailer, new CampaignDraft { BudgetCents = 35, HoldoutPercent = 20, CoolDownDays = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [Mail("s1"), new WaitStep { Key = "s2", Days = 3 }]) });

        var places = await retailer.ReadAsync(db => db.Set<CampaignMember>().Where(m => m.CampaignId == campaign).ToListAsync());
        Assert.Equal(3, places.Count(p => p.Group == CampaignGroup.Treatment));
        Assert.Equal(["Queued"], await retailer.ReadAsync(db => db.Set<CampaignContact>().Select(c => c.Outcome.ToString()).Distinct().ToListAsync()));
        Assert.Equal(30 - places.Count, await retailer.ReadAsync(db => db.Set<CampaignExclusion>().CountAsync(e => e.Reason == "no_budget")));

        retailer.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(retailer);
        Assert.Equal(places.Count, await retailer.ReadAsync(db => db.Set<CampaignMember>().CountAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_surprise_draws_on_until_its_budget_is_spent_and_no_further(string engine)
    {
        await using var retailer = await OpenAsync(engine, 200);
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new FeedbackSetting { HundredPointsCents = 100 });
            await db.SaveChangesAsync();
        }, default);
        await StartAsync(retailer, new CampaignDraft { BudgetCents = 500, HoldoutPercent = 0, CoolDownDays = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [new GiftStep { Key = "s1", Points = 100, ChancePercent = 20 }]) });

        var gifts = await retailer.ReadAsync(db => db.Set<CampaignContact>().ToListAsync());
        Assert.Equal(5, gifts.Count(g => g.Outcome == ContactOutcome.Queued));
        Assert.All(gifts.Where(g => g.Outcome == ContactOutcome.Skipped), g => Assert.Equal("not_drawn", g.Reason));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task After_the_end_nothing_goes_out_that_has_not_gone_out_yet(string engine)
    {
        await using var retailer = await OpenAsync(engine, 4);
        var campaign = await StartAsync(retailer, new CampaignDraft { HoldoutPercent = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [Mail("s1"), new MessageStep { Key = "s2", Channel = MessageChannel.Till, Nl = Words, En = Words }]) });
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.End, default)).Must();
        (await retailer.Get<DeliverOutbox>().RunAsync(Actor.Job("test"), new(), default)).Must();

        Assert.Equal([(MessageState.Withheld, MoveCampaign.Ended)], (await retailer.ReadAsync(db => db.Set<OutboxMessage>().Select(m => new { m.State, m.Error }).Distinct().ToListAsync())).Select(m => (m.State, m.Error)));
        var today = DateOnly.FromDateTime(retailer.Clock.Now);
        Assert.Equal((4, 0), await retailer.ReadAsync(async db => (await db.Set<Placement>().CountAsync(), await db.Set<Placement>().CountAsync(p => p.Until >= today))));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_campaign_that_ends_while_the_night_is_at_it_takes_nobody_in_any_more(string engine)
    {
        await using var retailer = await OpenAsync(engine, 0);
        await retailer.Data.WriteAsync(db => db.BulkInsertAsync(Enumerable.Range(1, 7_000).Select(id => MemberOf(retailer, id)).ToList()), default);
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, Named(new CampaignDraft { HoldoutPercent = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [Mail("s1"), new WaitStep { Key = "s2", Days = 3 }, Mail("s3")]) }), default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, default)).Must();
        var ended = false;
        (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("test"), DateOnly.FromDateTime(retailer.Clock.Now), (done, _, _) =>
        {
            if (done > 0 && !ended)
            {
                ended = true;
                retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.End, default).GetAwaiter().GetResult().Must();
            }
        }, default)).Must();

        Assert.True(ended);
        Assert.InRange(await retailer.ReadAsync(db => db.Set<CampaignMember>().CountAsync()), 1, 6_999);
        Assert.False(await retailer.ReadAsync(db => db.Set<Journey>().AnyAsync(j => j.State == JourneyState.Waiting)));
        Assert.False(await retailer.ReadAsync(db => db.Set<OutboxMessage>().AnyAsync(m => m.State == MessageState.Queued)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Who_comes_into_the_global_control_group_on_the_way_gets_no_promotion_any_more(string engine)
    {
        await using var retailer = await OpenAsync(engine, 2);
        await StartAsync(retailer, new CampaignDraft { HoldoutPercent = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [Mail("s1"), new WaitStep { Key = "s2", Days = 8 }, Mail("s3")]) });
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new GlobalHoldout { Id = 1, Percent = 20, Salt = "s", StartOn = new DateOnly(2026, 3, 10), Author = "test" });
            await db.SaveChangesAsync();
            db.AddRange(new GlobalHoldoutMember { HoldoutId = 1, MemberId = 1, Group = CampaignGroup.Holdout, AssignedOn = new DateOnly(2026, 3, 10) }, new GlobalHoldoutMember { HoldoutId = 1, MemberId = 2, Group = CampaignGroup.Treatment, AssignedOn = new DateOnly(2026, 3, 10) });
            await db.SaveChangesAsync();
        }, default);
        retailer.Clock.Advance(TimeSpan.FromDays(9));
        await RunAsync(retailer);

        var second = await retailer.ReadAsync(db => db.Set<CampaignContact>().Where(c => c.Step == "s3").OrderBy(c => c.MemberId).ToListAsync());
        Assert.Equal([(ContactOutcome.Skipped, "global_holdout"), (ContactOutcome.Queued, "")], second.Select(c => (c.Outcome, c.Reason)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task No_verdict_is_given_on_what_was_counted_before_the_window_was_over(string engine)
    {
        await using var retailer = await OpenAsync(engine, 1);
        var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, Named(new CampaignDraft { HoldoutPercent = 50, MeasureDays = 10, Flow = new FlowDefinition(FlowTrigger.Daily, [Mail("s1")]) }), default)).Must();
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new MeasuredCampaign { CampaignId = id, AsOf = new DateOnly(2026, 3, 5), MeasuredAt = retailer.Clock.Now, LastAssignedOn = new DateOnly(2026, 2, 25) });
            db.AddRange(new MeasuredArm { CampaignId = id, Step = "", Arm = "holdout", Place = 0, Percent = 50, Members = 15_000, Buyers = 500 }, new MeasuredArm { CampaignId = id, Step = "", Arm = "treatment", Place = 1, Percent = 50, Members = 15_000, Buyers = 1_500 });
            await db.SaveChangesAsync();
        }, default);

        Assert.Equal(Verdict.TooEarly, (await retailer.Get<CampaignResults>().RunAsync(retailer.Anna, [id], default)).Must()[id].Verdict);
        var report = (await retailer.Get<ShowCampaignResult>().RunAsync(retailer.Anna, id, default)).Must();
        Assert.Equal((Verdict.TooEarly, false, (CampaignMargin?)null), (report.Result.Verdict, report.WindowIsOver, report.Margin));

        await retailer.Data.WriteAsync(db => db.Set<MeasuredCampaign>().ExecuteUpdateAsync(s => s.SetProperty(r => r.AsOf, new DateOnly(2026, 3, 8))), default);
        Assert.Equal(Verdict.More, (await retailer.Get<CampaignResults>().RunAsync(retailer.Anna, [id], default)).Must()[id].Verdict);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Points_of_used_coupons_cost_money_and_codes_for_everybody_count_as_discount(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        var points = await shop.CouponAsync(1, new OfferTerms(CouponKind.Points, 200, 30));
        (await shop.RedeemAsync(points, "bon-1")).Must();
        await shop.SaveAsync(shop.Draft("WELKOM"));
        (await shop.RedeemAsync("WELKOM", "bon-2", OfferShop.Basket, OfferShop.Card(2))).Must();
        await shop.Retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(CampaignResultsTests.Bought(2, shop.Today), CampaignResultsTests.Bought(3, shop.Today));
            await db.SaveChangesAsync();
        }, default);

        await using var read = shop.Retailer.Data.Read();
        var rates = await SpendRates.ReadAsync(read, default);
        var campaign = new Campaign { Id = 1, Name = "C", Flow = "{}", Salt = "s", Author = "test", CreatedAt = shop.Retailer.Clock.Now };
        var cost = Assert.Single((await CampaignCosts.ReadAsync(read, campaign, rates, default)).Months);
        Assert.Equal((2 * rates.HundredPointsCents * 1_000, 0), (cost.GiftMillicents, cost.OfferMillicents));

        (await shop.Retailer.Get<CountDiscounts>().RunAsync(shop.Retailer.Anna, shop.Today.AddDays(1), default)).Must();
        var month = await shop.Retailer.ReadAsync(db => db.Set<DiscountMonth>().SingleAsync());
        Assert.Equal((2_000, 1_000), (month.RevenueCents, month.DiscountedCents));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task No_till_books_a_discount_below_nothing(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        var code = await shop.CouponAsync(1, new OfferTerms(CouponKind.Percent, 10, 30));
        Assert.Equal("too_much", (await shop.RedeemAsync(code, "bon-1", OfferShop.Basket, cents: -5_000)).Code);
        Assert.Equal(600, (await shop.RedeemAsync(code, "bon-1", OfferShop.Basket)).Must().AmountCents);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_lowest_tier_gets_its_own_height_of_an_offer_also_without_a_row(string engine)
    {
        await using var retailer = await OpenAsync(engine, 1);
        await StartAsync(retailer, new CampaignDraft { HoldoutPercent = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [new OfferStep { Key = "s1", Terms = new OfferTerms(CouponKind.Percent, 20, 30) { ValueByTier = new Dictionary<string, int> { ["brons"] = 5 } } }]) });
        Assert.Equal(5, await retailer.ReadAsync(db => db.Set<Coupon>().Select(c => c.Value).SingleAsync()));
    }

    [Fact]
    public async Task Who_is_no_member_any_more_sees_no_promotion_at_the_till()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite, 1);
        await StartAsync(retailer, new CampaignDraft { HoldoutPercent = 0, Flow = new FlowDefinition(FlowTrigger.Daily, [new MessageStep { Key = "s1", Channel = MessageChannel.Till, Nl = Words, En = Words }]) });
        Task<IReadOnlyList<PlacedMessage>> ShownAsync() => retailer.ReadAsync(async db => await retailer.Get<PlacedMessages>().OfAsync(db, await db.Set<Member>().AsNoTracking().SingleAsync(), MessageChannel.Till, new DateOnly(2026, 3, 10), default));

        Assert.Single(await ShownAsync());
        await retailer.Data.WriteAsync(db => db.Set<Member>().ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, MemberStatus.Cancelled)), default);
        Assert.Empty(await ShownAsync());
    }

    private static MessageStep Mail(string key) => new() { Key = key, Nl = Words, En = Words };

    private static CampaignDraft Named(CampaignDraft draft) => draft with { Name = "Proef", Salt = "proef" };

    private static Member MemberOf(Retailer retailer, long id)
    {
        var member = Fixtures.Member(retailer.Clock, id);
        member.Index();
        return member;
    }

    private static async Task<Retailer> OpenAsync(string engine, int members)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(Enumerable.Range(1, members).Select(id => MemberOf(retailer, id)));
            db.Add(new ContactSetting { MailCostMillicents = 10_000, QuietFrom = new TimeOnly(0, 0), QuietUntil = new TimeOnly(0, 0) });
            await db.SaveChangesAsync();
        }, default);
        return retailer;
    }

    private static async Task<long> StartAsync(Retailer retailer, CampaignDraft draft)
    {
        var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, Named(draft), default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, id, CampaignStep.Start, default)).Must();
        await RunAsync(retailer);
        return id;
    }

    private static async Task RunAsync(Retailer retailer) => (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("test"), DateOnly.FromDateTime(retailer.Clock.Now), null, default)).Must();
}
