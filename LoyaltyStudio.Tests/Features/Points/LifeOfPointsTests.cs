using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>Expiry by inactivity or never, the policy on debt, and that sets of lots expire as single ones would.</summary>
public sealed class LifeOfPointsTests
{
    private static readonly DateTime Noon = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);

    private static async Task<Retailer> WithAsync(string engine, Func<EarningRule, EarningRule> rule)
    {
        var content = ReferenceProgramme.Content with { Earning = rule(ReferenceProgramme.Content.Earning with { PendingDays = 15, ValidMonths = 12, ValidUntilEndOf = CalendarUnit.Day }) };
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2028, 1, 1, 9, 0, 0)), content);
        await retailer.AddMemberAsync("M1");
        return retailer;
    }

    private static RecordPurchaseRequest Buy(string id, long cents, DateTime at, int quantity = 1) => new("till", id, at, [new("A", quantity, cents, "A")], "M1");

    private static Task<List<DateOnly?>> EndsAsync(Retailer retailer) => retailer.ReadAsync(db => db.Set<PointLot>().OrderBy(l => l.Id).Select(l => l.ExpiresOn).ToListAsync());

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Every_activity_moves_the_end_of_all_open_points_and_an_older_one_that_arrives_late_shortens_nothing(string engine)
    {
        await using var retailer = await WithAsync(engine, r => r with { Expiry = ExpiryKind.Inactivity });
        (await retailer.BuyAsync(Buy("1", 1_000, Noon))).Must();
        (await retailer.BuyAsync(Buy("2", 1_000, Noon.AddMonths(6)))).Must();
        Assert.Equal([new DateOnly(2027, 9, 10), new DateOnly(2027, 9, 10)], await EndsAsync(retailer));
        (await retailer.BuyAsync(Buy("3", 1_000, Noon.AddMonths(3)))).Must();
        Assert.All(await EndsAsync(retailer), end => Assert.Equal(new DateOnly(2027, 9, 10), end));

        // A purchase of before the end that is recorded after it still counts; one of behind the end does not bring anything back.
        (await retailer.BuyAsync(Buy("4", 1_000, Noon.AddMonths(20)))).Must();
        Assert.Equal([new DateOnly(2027, 9, 10), new DateOnly(2027, 9, 10), new DateOnly(2027, 9, 10), new DateOnly(2028, 11, 10)], await EndsAsync(retailer));
        Assert.Equal(30, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 12, 1), null, default)).Must().Points);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Points_that_live_by_spending_only_are_not_moved_by_purchases_and_the_end_is_rounded_up(string engine)
    {
        await using var retailer = await WithAsync(engine, r => r with { Expiry = ExpiryKind.Inactivity, Activity = ActivityKind.Spending, ValidUntilEndOf = CalendarUnit.Quarter });
        (await retailer.BuyAsync(Buy("1", 1_000, Noon))).Must();
        (await retailer.BuyAsync(Buy("2", 1_000, Noon.AddMonths(6)))).Must();
        Assert.Equal([new DateOnly(2027, 3, 31), new DateOnly(2027, 9, 30)], await EndsAsync(retailer));
    }

    [Fact]
    public async Task One_batch_or_many_give_the_same_ends_by_inactivity()
    {
        List<string> outcomes = [];
        foreach (var size in new[] { 1, 7, 100 })
        {
            await using var retailer = await WithAsync(Engines.Sqlite, r => r with { Expiry = ExpiryKind.Inactivity });
            var random = new Random(5);
            var drafts = new List<PurchaseDraft>();
            for (var i = 0; i < 40; i++)
            {
                drafts.Add(await retailer.DraftAsync(Buy($"{i}", 1_000 + i, Noon.AddDays(random.Next(0, 300)))));
            }

            foreach (var part in drafts.OrderBy(d => d.OccurredAt).ThenBy(d => d.ExternalId, StringComparer.Ordinal).Chunk(size))
            {
                await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, part, default), default);
            }

            outcomes.Add(string.Join(',', await EndsAsync(retailer)));
        }

        Assert.Single(outcomes.Distinct());
    }

    [Fact]
    public async Task Points_that_never_expire_have_no_end()
    {
        await using var retailer = await WithAsync(Engines.Sqlite, r => r with { Expiry = ExpiryKind.Never });
        (await retailer.BuyAsync(Buy("1", 1_000, Noon))).Must();
        Assert.Null((await EndsAsync(retailer))[0]);
        Assert.Equal(0, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2090, 1, 1), null, default)).Must().Points);
    }

    [Theory]
    [InlineData(Engines.Sqlite, DebtPolicy.Unlimited, -70, 0)]
    [InlineData(Engines.PostgreSql, DebtPolicy.Unlimited, -70, 0)]
    [InlineData(Engines.Sqlite, DebtPolicy.WithinBalance, 0, 70)]
    [InlineData(Engines.PostgreSql, DebtPolicy.WithinBalance, 0, 70)]
    [InlineData(Engines.Sqlite, DebtPolicy.PendingOnly, 30, 100)]
    [InlineData(Engines.PostgreSql, DebtPolicy.PendingOnly, 30, 100)]
    public async Task A_return_takes_what_the_policy_on_debt_allows_and_notes_the_rest(string engine, DebtPolicy policy, long balance, long forgiven)
    {
        // The first purchase has expired when it comes back; the second one holds 30 active points.
        await using var retailer = await WithAsync(engine, r => r with { Debt = policy });
        (await retailer.BuyAsync(Buy("1", 10_000, Noon, quantity: 2))).Must();
        (await retailer.BuyAsync(Buy("2", 3_000, Noon.AddMonths(13)))).Must();
        (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 4, 1), null, default)).Must();
        (await retailer.ReturnAsync(new("till", "1", "R1", Noon.AddMonths(14), [new(1, 1)]))).Must();
        (await retailer.ReturnAsync(new("till", "1", "R2", Noon.AddMonths(14), [new(1, 1)]))).Must();
        Assert.Equal(balance, await retailer.BalanceAsync("M1"));
        var back = await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Return).OrderBy(e => e.Id).ToListAsync());

        // A − A′ is taken or let go, once each: 50 for either half.
        Assert.All(back, e => Assert.Equal(50, e.Forgiven - e.Points));
        Assert.Equal(forgiven, back.Sum(e => e.Forgiven));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Pending_points_of_a_cancelled_purchase_go_without_touching_active_ones(string engine)
    {
        await using var retailer = await WithAsync(engine, r => r with { Debt = DebtPolicy.PendingOnly });
        (await retailer.BuyAsync(Buy("1", 5_000, Noon))).Must();
        (await retailer.BuyAsync(Buy("2", 9_000, Noon.AddMonths(2)))).Must();
        (await retailer.ReturnAsync(new("till", "2", "R1", Noon.AddMonths(2).AddDays(3), [new(1, 1)]))).Must();
        Assert.Equal([(50L, 50L), (90L, 0L)], (await retailer.ReadAsync(db => db.Set<PointLot>().OrderBy(l => l.Id).Select(l => new { l.Earned, l.Remaining }).ToListAsync())).Select(l => (l.Earned, l.Remaining)));
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<LedgerEntry>().SumAsync(e => e.Forgiven)));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Expiry_in_sets_writes_what_a_booking_would_and_a_second_run_writes_nothing(string engine)
    {
        await using var retailer = await WithAsync(engine, r => r);
        for (var i = 0; i < 60; i++)
        {
            (await retailer.BuyAsync(Buy($"{i}", 1_000 + (i * 500), Noon.AddDays(-i)))).Must();
        }

        var asOf = new DateOnly(2027, 2, 20);
        var expired = (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, asOf, null, default)).Must();
        var entries = await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Expiry).ToListAsync());
        Assert.Equal((expired.Lots, expired.Points), (entries.Count, -entries.Sum(e => e.Points)));
        Assert.All(entries, e =>
        {
            Assert.Equal(ContentHash.Of(LoyaltyStudio.Features.Points.Booking.PointBooking.HashText(e.MemberId, e.Points, e.BusinessDate, null)), e.ContentHash);
            Assert.Equal((retailer.Clock.Now, retailer.Clock.Now, "Points expired", "lot", 0L, retailer.Anna.Stamp), (e.OccurredAt, e.RecordedAt, e.Reason, e.SourceType, e.Line, e.Actor));
            Assert.True(e.BusinessDate <= asOf);
        });
        var lots = await retailer.ReadAsync(db => db.Set<PointLot>().ToDictionaryAsync(l => l.Id));
        Assert.All(entries, e => Assert.Equal((lots[long.Parse(e.SourceId)].ExpiresOn!.Value.AddDays(1), 0L), (e.BusinessDate, lots[long.Parse(e.SourceId)].Remaining)));
        Assert.Equal(0, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, asOf, null, default)).Must().Lots);
        (await retailer.BuyAsync(Buy("later", 1_000, Noon.AddYears(1)))).Must();
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Expiry_beside_tills_goes_in_small_blocks_and_ends_each_lot_once(string engine)
    {
        await using var retailer = await WithAsync(engine, r => r);
        for (var i = 0; i < 230; i++)
        {
            (await retailer.BuyAsync(Buy($"{i}", 1_000 + (i * 100), Noon.AddDays(-i)))).Must();
        }

        // The purchases were made just now, so that blocks begin with a hundred lots.
        List<long> done = [];
        var asOf = new DateOnly(2027, 12, 20);
        var expired = (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, asOf, (lots, _, _) => done.Add(lots), default)).Must();
        Assert.Equal((230, 100L, 230L), (expired.Lots, done[0], done[^1]));
        Assert.Equal(230, await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Expiry).Select(e => e.SourceId).Distinct().CountAsync()));
        await retailer.CheckAsync();
    }
}
