using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

public sealed class ChequeBookTests
{
    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task The_book_follows_every_cheque_from_issue_to_end_and_agrees_with_ledger_and_receipts_on_every_day(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var shop = await IssuedShop.IssuedAsync(retailer, members: 6, points: 400);
        var issued = shop.Today;
        retailer.Clock.Advance(TimeSpan.FromDays(3));
        var used = shop.Today;
        (await shop.RedeemAsync(0, "R1", null)).Must();
        (await shop.RedeemAsync(1, "R2", 400)).Must();
        retailer.Clock.Advance(TimeSpan.FromDays(300));
        (await retailer.Get<ExpireCheques>().RunAsync(Actor.Job("test"), shop.Today, default)).Must();

        var whole = await shop.BookAsync(issued, shop.Today, BookSplit.Day);
        Assert.Equal(new BookFigures(0, 6_000, 1_400, 0, 4_600, 0), whole.Total);
        Assert.Equal(0, whole.Total.After);
        Assert.Equal([issued, used, shop.ValidUntil.AddDays(1)], whole.Rows.Select(r => DateOnly.Parse(r.Key, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal([6_000L, 4_600L, 0L], whole.Rows.Select(r => r.Figures.After));
        Assert.Equal(6, whole.Reconciliation.Count);
        Assert.All(whole.Reconciliation, r => Assert.Equal(0, r.Difference));

        // A past day tells what stood then, whatever came later.
        var then = await shop.BookAsync(issued, used, BookSplit.Run);
        Assert.Equal((4_600L, 4), (then.Total.After, then.Reconciliation.Count));
        Assert.All(then.Reconciliation, r => Assert.Equal(0, r.Difference));
        Assert.Equal(4_600, Assert.Single(then.Rows).Figures.After);
        Assert.Equal(6_000, (await shop.BookAsync(used, used, BookSplit.Month)).Total.Before);
        await shop.CheckAsync();
    }

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task A_cheque_changed_behind_the_back_of_the_book_is_found_on_its_day(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var shop = await IssuedShop.IssuedAsync(retailer, members: 2, points: 400);
        await shop.CheckAsync();

        await retailer.Data.WriteAsync(db => db.Set<Cheque>().OrderBy(c => c.Id).Take(1).ExecuteUpdateAsync(s => s.SetProperty(c => c.FaceCents, c => c.FaceCents + 500)), default);

        var view = await shop.BookAsync(shop.Today, shop.Today, BookSplit.Day);
        Assert.Equal([ReconciliationKind.Issued, ReconciliationKind.Runs, ReconciliationKind.Open], view.Reconciliation.Where(r => r.Difference != 0).Select(r => r.Kind));
        Assert.Contains("cheque-days", await shop.BrokenAsync());
    }

    [Fact]
    public async Task Somebody_with_own_stores_sees_the_cheques_of_their_members_and_no_reconciliation()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var shop = await IssuedShop.IssuedAsync(retailer, members: 4, points: 200);

        var own = (await retailer.Get<ReadChequeBook>().RunAsync(Retailer.Person(9, "Sanne", [shop.Stores[1]]), new(shop.Today, shop.Today, BookSplit.Store), default)).Must();

        Assert.False(own.Whole);
        Assert.Empty(own.Reconciliation);
        Assert.Equal(1_000, own.Total.Issued);
        Assert.Equal(shop.Stores[1].ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(own.Rows).Key);
    }
}
