using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Purchases;

/// <summary>Goods that come back on the receipt of a new purchase: one call, one transaction, one receipt number; and a cheque is a discount, not money.</summary>
public sealed class ExchangeTests
{
    private const int PerPoint = 100;

    [Theory]
    [InlineData(Engines.Sqlite, 8_000, 0, 80)] // even: what was earned is taken back and earned again
    [InlineData(Engines.Sqlite, 12_000, 0, 120)] // up
    [InlineData(Engines.Sqlite, 5_000, 0, 50)] // down
    [InlineData(Engines.Sqlite, 12_000, 4_000, 80)] // up, the difference covered by a cheque: that part earns nothing
    [InlineData(Engines.PostgreSql, 12_000, 4_000, 80)]
    public async Task An_exchange_takes_back_the_points_of_what_came_back_and_gives_those_of_what_was_paid(string engine, long newCents, long chequeCents, long points)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await retailer.AddMemberAsync("A");
        (await retailer.BuyAsync(Sale(retailer, "first", 8_000))).Must();
        Assert.Equal(8_000 / PerPoint, await retailer.BalanceAsync("A"));
        var exchange = Sale(retailer, "second", newCents) with { PaidByChequeCents = chequeCents, Returned = [new("first", 1, 1)] };

        var id = (await retailer.BuyAsync(exchange)).Must();

        Assert.Equal(points, await retailer.BalanceAsync("A"));
        Assert.Equal(id, (await retailer.BuyAsync(exchange)).Must());
        Assert.Equal(points, await retailer.BalanceAsync("A"));
        var rows = await retailer.ReadAsync(db => db.Set<Purchase>().OrderBy(p => p.Id).Select(p => new { p.ExternalId, p.Kind, p.TotalCents }).ToListAsync());
        Assert.Equal([("first", PurchaseKind.Purchase, 8_000L), ("second/returned-1", PurchaseKind.Return, -8_000L), ("second", PurchaseKind.Purchase, newCents)], rows.Select(r => (r.ExternalId, r.Kind, r.TotalCents)));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_cheque_covers_at_most_what_remains_to_be_paid_and_a_refused_exchange_leaves_nothing(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await retailer.AddMemberAsync("A");
        (await retailer.BuyAsync(Sale(retailer, "first", 8_000))).Must();
        (await retailer.BuyAsync(Sale(retailer, "other", 2_000))).Must();
        var exchange = Sale(retailer, "second", 10_500) with { Returned = [new("first", 1, 1), new("other", 1, 1)] };

        Assert.Equal("paid_by_cheque_cents", Assert.Single((await retailer.BuyAsync(exchange with { PaidByChequeCents = 501 })).Errors).Field);
        Assert.Equal("paid_by_cheque_cents", Assert.Single((await retailer.BuyAsync(Sale(retailer, "down", 9_000) with { PaidByChequeCents = 1, Returned = exchange.Returned })).Errors).Field);
        Assert.Equal("purchase_unknown", (await retailer.BuyAsync(exchange with { Returned = [new("nowhere", 1, 1)] })).Code);
        Assert.Equal("too_many_returned", (await retailer.BuyAsync(exchange with { Returned = [new("first", 1, 2)] })).Code);
        Assert.Equal("returned", Assert.Single((await retailer.BuyAsync(exchange with { Returned = [new("first", 1, 1), new("first", 1, 1)] })).Errors).Field);
        Assert.Equal((2, 100L), (await retailer.ReadAsync(db => db.Set<Purchase>().CountAsync()), await retailer.BalanceAsync("A")));

        (await retailer.BuyAsync(exchange with { PaidByChequeCents = 500 })).Must();
        Assert.Equal(100, await retailer.BalanceAsync("A"));
        Assert.Equal("purchase_differs", (await retailer.BuyAsync(exchange with { PaidByChequeCents = 500, Returned = null })).Code);
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task A_receipt_that_is_recorded_already_does_not_take_goods_back_afterwards()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await retailer.AddMemberAsync("A");
        (await retailer.BuyAsync(Sale(retailer, "first", 8_000))).Must();
        (await retailer.BuyAsync(Sale(retailer, "second", 9_000))).Must();

        Assert.Equal("purchase_differs", (await retailer.BuyAsync(Sale(retailer, "second", 9_000) with { Returned = [new("first", 1, 1)] })).Code);
        Assert.Equal((2, 170L), (await retailer.ReadAsync(db => db.Set<Purchase>().CountAsync()), await retailer.BalanceAsync("A")));
    }

    private static RecordPurchaseRequest Sale(Retailer retailer, string id, long cents) => new("till", id, retailer.Clock.Now, [new SoldLine("lamp", 1, cents)], "A");
}
