using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Feedback.Recoveries;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>Promises are kept, late or broken; a broken one is made good once and within the budget.</summary>
public sealed class PromiseTests
{
    private static readonly DateOnly Today = FeedbackWorld.Today;

    private static RecordPurchaseRequest Order(string id, int daysAgo, int promisedAfter) => new("webshop", id, FeedbackWorld.Now.AddDays(-daysAgo), [new("A", 1, 5_000, "A")], "M1", "utrecht", Channel.Web, PromisedDelivery: Today.AddDays(promisedAfter - daysAgo));

    private static Task<long> DeliverAsync(Retailer retailer, string id, DateOnly on) => retailer.Data.WriteAsync(async db => (await retailer.Get<RecordDelivery>().RunInAsync(db, retailer.Anna, new RecordDeliveryRequest("webshop", id, on), default)).Must(), default);

    private static async Task<int> WatchAsync(Retailer retailer, DateOnly? on = null) => (await retailer.Get<WatchPromises>().RunAsync(Actor.Job("watch-promises"), on ?? Today, null, default)).Must();

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Deliveries_in_time_are_kept_late_and_missing_ones_broken_and_each_opens_one_recovery(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        await retailer.AddMemberAsync("M1", "utrecht");
        foreach (var (id, ago) in new[] { ("kept", 10), ("late", 10), ("never", 10), ("due", 3), ("after", 10) })
        {
            (await retailer.BuyAsync(Order(id, ago, 3))).Must();
        }

        await DeliverAsync(retailer, "kept", Today.AddDays(-7));
        await DeliverAsync(retailer, "late", Today.AddDays(-5));
        Assert.Equal(2, await WatchAsync(retailer));
        Assert.Equal(0, await WatchAsync(retailer));

        // Word of a delivery in time comes later than the morning's look: kept after all, and its recovery goes.
        await DeliverAsync(retailer, "after", Today.AddDays(-8));
        var states = await retailer.ReadAsync(db => (from p in db.Set<MemberPromise>()
                                                     join o in db.Set<Purchase>() on p.PurchaseId equals o.Id
                                                     join r in db.Set<Recovery>() on p.Id equals r.PromiseId into rs
                                                     from r in rs.DefaultIfEmpty()
                                                     orderby o.ExternalId
                                                     select new { o.ExternalId, Broken = p.BrokenOn, State = r == null ? (RecoveryState?)null : r.State }).ToListAsync());
        Assert.Equal([("after", null, RecoveryState.Skipped), ("due", null, null), ("kept", null, null), ("late", Today.AddDays(-6), RecoveryState.Open), ("never", Today.AddDays(-6), RecoveryState.Open)],
            states.Select(s => (s.ExternalId, (DateOnly?)s.Broken, s.State)));
        var board = (await retailer.Get<ReadPromises>().RunAsync(retailer.Anna, new ReadPromisesRequest(12), default)).Must();
        Assert.Equal((2, 4, 1, 2), (board.Total.Kept, board.Total.Due, board.Open, board.Broken));
        Assert.Equal(0.5, board.Total.Share, 10);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_gesture_is_given_once_and_never_beyond_the_budget_of_the_store(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var settings = (await retailer.Get<FindFeedbackSettings>().RunAsync(retailer.Anna, default)).Must();
        (await retailer.Get<SaveFeedbackSettings>().RunAsync(retailer.Anna, settings with { GestureBudgetCents = 1_000, HundredPointsCents = 250, CardCents = 350 }, default)).Must();
        var member = await retailer.AddMemberAsync("M1", "utrecht");
        foreach (var id in new[] { "1", "2", "3", "4" })
        {
            (await retailer.BuyAsync(Order(id, 10, 3))).Must();
        }

        await WatchAsync(retailer);
        var recoveries = await retailer.ReadAsync(db => db.Set<Recovery>().OrderBy(r => r.Id).Select(r => r.Id).ToListAsync());
        Assert.Equal(OutcomeKind.NotFound, (await GiveAsync(retailer, Retailer.Person(8, "Zeist", [FeedbackWorld.Zeist]), recoveries[0], "points", 100)).Kind);
        (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[0], "points", 100)).Must();
        Assert.Equal(100, await retailer.BalanceAsync("M1") - 200);
        Assert.Equal("closed", (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[0], "points", 100)).Code);
        Assert.Equal("over_budget", (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[1], "coupon", 800)).Code);
        var coupon = (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[1], "coupon", 400)).Must();
        Assert.NotEqual("", coupon.Code);
        Assert.Null(await retailer.ReadAsync(db => db.Set<Coupon>().Where(c => c.MemberId == member).Select(c => c.CampaignId).SingleAsync()));
        (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[2], "card", 0)).Must();
        Assert.Equal("over_budget", (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[3], "points", 1)).Code);
        Assert.Equal(1_000, await retailer.ReadAsync(db => db.Set<GestureBudget>().Select(b => b.SpentCents).SingleAsync()));

        // A card is written first; next month there is a new budget.
        Assert.Equal(RecoveryState.Open, await retailer.ReadAsync(db => db.Set<Recovery>().Where(r => r.Id == recoveries[2]).Select(r => r.State).SingleAsync()));
        var version = await retailer.ReadAsync(db => db.Set<Recovery>().Where(r => r.Id == recoveries[2]).Select(r => r.Version).SingleAsync());
        (await retailer.Get<CloseRecovery>().RunAsync(FeedbackWorld.Chantal, new CloseRecoveryRequest(recoveries[2], true, "Op de post", version), default)).Must();
        retailer.Clock.Advance(TimeSpan.FromDays(31));
        (await GiveAsync(retailer, FeedbackWorld.Chantal, recoveries[3], "points", 100)).Must();
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Two_colleagues_at_once_cannot_pass_the_budget_together(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var settings = (await retailer.Get<FindFeedbackSettings>().RunAsync(retailer.Anna, default)).Must();
        (await retailer.Get<SaveFeedbackSettings>().RunAsync(retailer.Anna, settings with { GestureBudgetCents = 1_000 }, default)).Must();
        await retailer.AddMemberAsync("M1", "utrecht");
        for (var i = 0; i < 8; i++)
        {
            (await retailer.BuyAsync(Order($"{i}", 10, 3))).Must();
        }

        await WatchAsync(retailer);
        var recoveries = await retailer.ReadAsync(db => db.Set<Recovery>().OrderBy(r => r.Id).Select(r => r.Id).ToListAsync());
        var given = await Task.WhenAll(recoveries.Select(r => GiveAsync(retailer, retailer.Anna, r, "coupon", 300)));
        Assert.Equal(3, given.Count(g => g.IsDone));
        Assert.Equal(3, await retailer.ReadAsync(db => db.Set<Coupon>().CountAsync()));
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task A_promise_of_the_retailers_own_kind_has_one_key_for_ever()
    {
        await using var retailer = await FeedbackWorld.NewAsync(Engines.Sqlite);
        (await retailer.Get<SavePromiseKind>().RunAsync(retailer.Anna, new PromiseKindRow(0, "Reparatie", "Reparatie", "Repair", true, 0), default)).Must();
        var request = new RecordPromiseRequest("reparatie", "R-1", Today.AddDays(2), null, FeedbackWorld.Utrecht, Channel.Store, "");
        var id = (await retailer.Get<RecordPromise>().RunAsync(FeedbackWorld.Chantal, request, default)).Must();
        Assert.Equal(id, (await retailer.Get<RecordPromise>().RunAsync(FeedbackWorld.Chantal, request, default)).Must());
        Assert.Equal("promise_differs", (await retailer.Get<RecordPromise>().RunAsync(retailer.Anna, request with { DueOn = Today.AddDays(3) }, default)).Code);
        Assert.Equal(OutcomeKind.Invalid, (await retailer.Get<RecordPromise>().RunAsync(retailer.Anna, request with { Kind = "onbekend" }, default)).Kind);
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<RecordPromise>().RunAsync(FeedbackWorld.Chantal, request with { Reference = "R-2", StoreId = FeedbackWorld.Zeist }, default)).Kind);
        (await retailer.Get<FulfilPromise>().RunAsync(FeedbackWorld.Chantal, "reparatie", "R-1", null, default)).Must();
        Assert.Equal("done_differs", (await retailer.Get<FulfilPromise>().RunAsync(retailer.Anna, "reparatie", "R-1", Today.AddDays(-1), default)).Kind == OutcomeKind.Invalid ? "done_differs" : "other");
        Assert.Equal(0, await WatchAsync(retailer, Today.AddDays(9)));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task An_order_that_came_back_whole_in_time_breaks_no_promise(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        await retailer.AddMemberAsync("M1", "utrecht");
        foreach (var (id, returned) in new[] { ("cancelled", 8), ("given up", 5) })
        {
            (await retailer.BuyAsync(Order(id, 10, 3))).Must();
            (await retailer.ReturnAsync(new RecordReturnRequest("webshop", id, $"{id} back", FeedbackWorld.Now.AddDays(-returned), [new(1, 1)]))).Must();
        }

        // Who sends back what came too late was kept waiting all the same.
        Assert.Equal(1, await WatchAsync(retailer));
        Assert.Equal("given up", await retailer.ReadAsync(db => db.Set<MemberPromise>().Join(db.Set<Purchase>(), p => p.PurchaseId, o => o.Id, (p, o) => o.ExternalId).SingleAsync()));
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task Word_of_a_delivery_that_crosses_the_look_of_the_morning_closes_its_recovery()
    {
        await using var retailer = await FeedbackWorld.NewAsync(Engines.PostgreSql);
        await retailer.AddMemberAsync("M1", "utrecht");
        (await retailer.BuyAsync(Order("kept", 10, 3))).Must();

        // The report has read the promise as open when the job marks it.
        var seen = await retailer.ReadAsync(db => db.Set<MemberPromise>().SingleAsync());
        Assert.Equal(1, await WatchAsync(retailer));
        await retailer.Data.WriteAsync(db => retailer.Get<PromiseBook>().DoneAsync(db, [(seen, Today.AddDays(-8))], default), default);
        Assert.Equal(RecoveryState.Skipped, await retailer.ReadAsync(db => db.Set<Recovery>().Select(r => r.State).SingleAsync()));
        Assert.Null(await retailer.ReadAsync(db => db.Set<MemberPromise>().Select(p => p.BrokenOn).SingleAsync()));
        await retailer.CheckAsync();
    }

    private static async Task<Outcome<MadeGesture>> GiveAsync(Retailer retailer, Actor actor, long id, string kind, long amount)
    {
        var version = await retailer.ReadAsync(db => db.Set<Recovery>().Where(r => r.Id == id).Select(r => r.Version).SingleAsync());
        return await retailer.Get<GiveGesture>().RunAsync(actor, new GiveGestureRequest(id, kind, amount, "Te laat geleverd", version), default);
    }
}
