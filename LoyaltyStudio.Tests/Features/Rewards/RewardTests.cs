using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Rewards;

/// <summary>Spending points on rewards: points and stock change together, never below zero, and an undo puts everything back once.</summary>
public sealed class RewardTests
{
    private static readonly DateTime Today = new(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc);

    private static async Task<(Retailer Retailer, long[] Members)> WithMembersAsync(string engine, int count = 1)
    {
        var content = ReferenceProgramme.Content with { Earning = ReferenceProgramme.Content.Earning with { PendingDays = 0, ValidMonths = 12, ValidUntilEndOf = CalendarUnit.Day } };
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Today), content);
        var members = new long[count];
        for (var i = 0; i < count; i++)
        {
            members[i] = await retailer.AddMemberAsync($"M{i + 1}");
        }

        return (retailer, members);
    }

    private static RecordPurchaseRequest Buy(string id, long cents, DateTime at, string member = "M1") => new("till", id, at, [new("A", 1, cents, "A")], member);

    private static SaveRewardRequest Bag(long points = 100, long? stock = null, string code = "bag", IReadOnlyList<string>? tiers = null) =>
        new(0, code, RewardKind.Product, "Tas", "Bag", "", "", points, stock, null, null, null, tiers ?? [], true, 0);

    private static async Task<long> AddAsync(Retailer retailer, SaveRewardRequest request) => (await retailer.Get<SaveReward>().RunAsync(retailer.Anna, request, default)).Must();

    private static Task<Outcome<RewardOrder>> SpendAsync(Retailer retailer, long member, long reward, string key) =>
        retailer.Get<SpendOnReward>().RunAsync(retailer.Anna, new SpendOnRewardRequest(member, reward, key), default);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_reward_costs_its_points_once_takes_the_earliest_to_expire_and_never_more_than_there_is(string engine)
    {
        var (retailer, members) = await WithMembersAsync(engine);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 8_000, Today.AddMonths(-2)))).Must();
        (await retailer.BuyAsync(Buy("2", 9_000, Today.AddMonths(-6)))).Must();
        var bag = await AddAsync(retailer, Bag(100, stock: 5));
        var order = (await SpendAsync(retailer, members[0], bag, "a")).Must();
        Assert.Equal(order.Id, (await SpendAsync(retailer, members[0], bag, "a")).Must().Id);
        Assert.Equal(70, await retailer.BalanceAsync("M1"));
        Assert.Equal([0L, 70L], await retailer.ReadAsync(db => db.Set<PointLot>().OrderBy(l => l.ExpiresOn).Select(l => l.Remaining).ToListAsync()));
        Assert.Equal("too_few_points", (await SpendAsync(retailer, members[0], bag, "b")).Code);
        Assert.Equal(4, await retailer.ReadAsync(db => db.Set<Reward>().Select(r => r.Stock).SingleAsync()));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task An_undo_puts_each_amount_back_in_its_own_lot_and_what_has_passed_gets_thirty_days_as_goodwill(string engine)
    {
        var (retailer, members) = await WithMembersAsync(engine);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 6_000, Today.AddMonths(-11)))).Must();
        (await retailer.BuyAsync(Buy("2", 9_000, Today.AddMonths(-2)))).Must();
        var bag = await AddAsync(retailer, Bag(100, stock: 1));
        var order = (await SpendAsync(retailer, members[0], bag, "a")).Must();
        retailer.Clock.Advance(TimeSpan.FromDays(60));
        (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 1, 30), null, default)).Must();

        var undone = (await retailer.Get<UndoSpend>().RunAsync(retailer.Anna, order.Id, "damaged", default)).Must();
        Assert.Equal(60, undone.GoodwillPoints);
        Assert.Equal("already_undone", (await retailer.Get<UndoSpend>().RunAsync(retailer.Bram, order.Id, "again", default)).Code);
        Assert.Equal(150, await retailer.BalanceAsync("M1"));
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<Reward>().Select(r => r.Stock).SingleAsync()));
        var lots = await retailer.ReadAsync(db => db.Set<PointLot>().OrderBy(l => l.Id).Select(l => new { l.Remaining, l.ExpiresOn }).ToListAsync());
        Assert.Equal([(60L, new DateOnly(2027, 3, 1)), (90L, new DateOnly(2027, 10, 1))], lots.Select(l => (l.Remaining, l.ExpiresOn!.Value)));
        Assert.Equal([(0L, 40L), (1L, 60L)], (await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.SpendUndo).OrderBy(e => e.Line).Select(e => new { e.Line, e.Points }).ToListAsync())).Select(e => (e.Line, e.Points)));
        await retailer.CheckAsync();

        // What came back as goodwill expires a first time of its own, also where its lot had expired before.
        var expired = (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 3, 2), null, default)).Must();
        Assert.Equal(60, expired.Points);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_lot_that_expired_in_part_comes_back_and_expires_again(string engine)
    {
        var (retailer, members) = await WithMembersAsync(engine);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 15_000, Today.AddMonths(-11)))).Must();
        var bag = await AddAsync(retailer, Bag(100));
        var order = (await SpendAsync(retailer, members[0], bag, "a")).Must();
        retailer.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(50, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 1, 30), null, default)).Must().Points);
        (await retailer.Get<UndoSpend>().RunAsync(retailer.Anna, order.Id, "damaged", default)).Must();
        Assert.Equal(100, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 4, 1), null, default)).Must().Points);
        Assert.Equal(0, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_last_pieces_go_to_as_many_members_as_there_are_pieces_however_many_ask_at_once(string engine)
    {
        var (retailer, members) = await WithMembersAsync(engine, 16);
        await using var _ = retailer;
        for (var i = 0; i < members.Length; i++)
        {
            (await retailer.BuyAsync(Buy($"{i}", 20_000, Today.AddMonths(-1), $"M{i + 1}"))).Must();
        }

        var bag = await AddAsync(retailer, Bag(100, stock: 5));
        using var start = new SemaphoreSlim(0);
        var asking = members.Select(m => Task.Run(async () =>
        {
            await start.WaitAsync();
            return await SpendAsync(retailer, m, bag, $"race-{m}");
        })).ToList();
        start.Release(members.Length);
        var outcomes = await Task.WhenAll(asking);
        Assert.Equal(5, outcomes.Count(o => o.IsDone));
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Equal("sold_out", o.Code));
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<Reward>().Select(r => r.Stock).SingleAsync()));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task One_member_who_asks_many_times_at_once_spends_no_more_than_the_balance(string engine)
    {
        var (retailer, members) = await WithMembersAsync(engine);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 35_000, Today.AddMonths(-1)))).Must();
        var bag = await AddAsync(retailer, Bag(100));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => SpendAsync(retailer, members[0], bag, $"k{i}"))));
        Assert.Equal(3, outcomes.Count(o => o.IsDone));
        Assert.Equal(50, await retailer.BalanceAsync("M1"));
        var undo = outcomes.First(o => o.IsDone).Must().Id;
        var undone = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => retailer.Get<UndoSpend>().RunAsync(retailer.Anna, undo, "race", default))));
        Assert.Single(undone, u => u.IsDone);
        Assert.Equal(150, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task A_reward_is_refused_outside_its_days_its_tiers_and_when_it_is_switched_off()
    {
        var (retailer, members) = await WithMembersAsync(Engines.Sqlite);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 20_000, Today.AddMonths(-1)))).Must();
        var gold = await AddAsync(retailer, Bag(code: "gold", tiers: [ReferenceProgramme.Content.Tiers[^1].Code]));
        var later = await AddAsync(retailer, Bag(code: "later") with { FromOn = new DateOnly(2026, 12, 2) });
        var over = await AddAsync(retailer, Bag(code: "over") with { UntilOn = new DateOnly(2026, 11, 30) });
        var today = await AddAsync(retailer, Bag(code: "today") with { FromOn = new DateOnly(2026, 12, 1), UntilOn = new DateOnly(2026, 12, 1) });
        var off = await AddAsync(retailer, Bag(code: "off") with { Active = false });
        Assert.Equal(["wrong_tier", "not_available", "not_available", "not_available"], new[] { gold, later, over, off }.Select(r => SpendAsync(retailer, members[0], r, $"r{r}").GetAwaiter().GetResult().Code));
        Assert.True((await SpendAsync(retailer, members[0], today, "t")).IsDone);
        Assert.Equal("code", (await retailer.Get<SaveReward>().RunAsync(retailer.Anna, Bag(code: "today"), default)).Errors[0].Field);
    }

    [Fact]
    public async Task Saving_the_stock_keeps_what_was_taken_since_the_form_was_opened()
    {
        var (retailer, members) = await WithMembersAsync(Engines.Sqlite);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 20_000, Today.AddMonths(-1)))).Must();
        var bag = await AddAsync(retailer, Bag(stock: 3));
        var row = (await retailer.Get<ListRewards>().RunAsync(retailer.Anna, false, default)).Must()[0];
        (await SpendAsync(retailer, members[0], bag, "a")).Must();
        var form = Bag(stock: 13) with { Id = bag, StockWas = row.Stock, Version = row.Version };
        (await retailer.Get<SaveReward>().RunAsync(retailer.Anna, form, default)).Must();
        Assert.Equal(12, await retailer.ReadAsync(db => db.Set<Reward>().Select(r => r.Stock).SingleAsync()));
        var less = await retailer.Get<SaveReward>().RunAsync(retailer.Anna, form with { StockWas = 13, Stock = 0 }, default);
        Assert.Equal("stock", less.Errors[0].Field);
    }
}
