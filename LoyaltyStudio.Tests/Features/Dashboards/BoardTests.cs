using LoyaltyStudio.Features.Dashboards.Integrity;
using LoyaltyStudio.Features.Dashboards.StorePage;
using LoyaltyStudio.Features.Dashboards.Today;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Reading;
using LoyaltyStudio.Features.Lifecycle.Refreshing;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Dashboards;

/// <summary>The figures of the boards against a count by hand over all rows.</summary>
public sealed class BoardTests
{
    private static readonly DateOnly Today = new(2026, 3, 20);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_board_of_today_agrees_with_a_count_by_hand(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        var board = (await shop.Get<ReadToday>().RunAsync(shop.Anna, CancellationToken.None)).Must();
        var purchases = await shop.ReadAsync(db => db.Set<Purchase>().ToListAsync());
        var entries = await shop.ReadAsync(db => db.Set<LedgerEntry>().ToListAsync());

        Assert.Equal(Today, board.Today);
        Assert.Equal((13, 7), (board.Members.Members, board.Members.Active));
        Assert.Equal(entries.Where(e => e.BusinessDate >= new DateOnly(2026, 3, 1)).Sum(e => e.Points), board.Points.In);
        Assert.Equal(entries.Where(e => e.BusinessDate >= new DateOnly(2026, 2, 1) && e.BusinessDate <= new DateOnly(2026, 2, 20)).Sum(e => e.Points), board.Points.InSameDays);
        Assert.Equal(entries.Sum(e => e.Points), board.Points.Outstanding);
        Assert.Equal((long)Math.Round(board.Points.Outstanding * 500m / 200m, MidpointRounding.AwayFromZero), board.Points.LiabilityCents);
        Assert.Equal(12, board.Purchases.Count);
        Assert.All(board.Purchases, month =>
        {
            var own = purchases.Where(p => p.BusinessDate >= month.Month && p.BusinessDate < month.Month.AddMonths(1)).ToList();
            Assert.Equal((own.Count(p => p.MemberId is not null), own.Count(p => p.MemberId is null)), (month.ByMembers, month.Anonymous));
        });
        Assert.Equal(13, board.Tiers.Sum(t => t.Members));
        Assert.Empty(board.Attention);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_store_page_agrees_with_a_count_by_hand(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        foreach (var night in new[] { new DateOnly(2025, 4, 1), Today })
        {
            (await shop.Get<RefreshStates>().RunAsync(Actor.Job("night"), night, null, CancellationToken.None)).Must();
        }

        var board = (await shop.Get<ReadStoreBoard>().RunAsync(Retailer.Person(9, "Chantal", [1]), new ReadStoreBoardRequest(1, 12), CancellationToken.None)).Must();
        var from = new DateOnly(2025, 4, 1);
        var period = (await shop.ReadAsync(db => db.Set<Purchase>().ToListAsync())).Where(p => p.BusinessDate >= from).ToList();
        var own = period.Where(p => p.StoreId == 1).ToList();

        Assert.Equal((from, Today, 12), (board.From, board.Today, board.Months.Count));
        Assert.Equal((6, 13, 0), (board.Members.Members, board.Members.ChainMembers, board.Members.New));
        Assert.Equal((4, 7), (board.Members.Active, board.Members.ChainActive));

        // Members 3 and 5 stayed away for eleven and fourteen months, far longer than the sixty days of the beginning; member 4 came back after nineteen.
        Assert.Equal((2, 1), (board.Members.Lost, board.Members.Returned));
        var lost = (await shop.Get<ListMembers>().RunAsync(shop.Anna, new ListMembersRequest("", new PageRequest(), 1, More: new Dictionary<string, string> { ["moved"] = MovedFilter.Value(LifecycleState.Lost, 12) }), CancellationToken.None)).Must();
        Assert.Equal([3L, 5], lost.Page.Rows.Select(m => m.Id).Order());
        Assert.Equal((own.Count, own.Sum(p => p.TotalCents), own.Where(p => p.MemberId is not null).Sum(p => p.TotalCents)), (board.Own.Purchases, board.Own.NetCents, board.Own.MemberCents));
        Assert.Equal((period.Count, period.Sum(p => p.TotalCents)), (board.Chain.Purchases, board.Chain.NetCents));
        Assert.Equal(own.Sum(p => p.TotalCents), board.Months.Sum(m => m.MemberCents + m.AnonymousCents));
        Assert.Equal(("Verlichting", own.Sum(p => p.TotalCents), own.Count), (board.Categories[0].Name, board.Categories[0].Cents, board.Categories[0].Units));
        Assert.Equal(1, board.TopMembers[0].Id);
        Assert.DoesNotContain(board.TopMembers, m => m.Id > 6);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Boards_and_lists_keep_to_the_stores_of_their_reader(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        var manager = Retailer.Person(9, "Chantal", [1]);
        var ct = CancellationToken.None;

        Assert.Equal(OutcomeKind.Forbidden, (await shop.Get<ReadToday>().RunAsync(manager, ct)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await shop.Get<ReadStoreBoard>().RunAsync(manager, new ReadStoreBoardRequest(2, 12), ct)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await shop.Get<ReadStoreBoard>().RunAsync(shop.Anna, new ReadStoreBoardRequest(99, 12), ct)).Kind);

        var receipts = (await shop.Get<ListPurchases>().RunAsync(manager, new ListPurchasesRequest(new PageRequest(0, 200)), ct)).Must();
        Assert.All(receipts.Page.Rows, r => Assert.Equal("Utrecht", r.Store));
        Assert.Equal(await shop.ReadAsync(db => db.Set<Purchase>().CountAsync(p => p.StoreId == 1)), receipts.Page.Total);
        var ledger = (await shop.Get<ListEntries>().RunAsync(manager, new ListEntriesRequest(new PageRequest(0, 200)), ct)).Must();
        var members = await shop.ReadAsync(db => db.Set<Member>().Where(m => m.HomeStoreId == 1).Select(m => m.Id).ToListAsync());
        Assert.All(ledger.Page.Rows, r => Assert.Contains(r.MemberId, members));
        Assert.Equal(await shop.ReadAsync(db => db.Set<LedgerEntry>().Where(e => members.Contains(e.MemberId)).SumAsync(e => e.Points)), ledger.Points);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_integrity_page_names_the_database_and_finds_what_does_not_add_up(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        var facts = (await shop.Get<ReadDatabaseFacts>().RunAsync(shop.Anna, CancellationToken.None)).Must();
        Assert.Equal(engine == Engines.Sqlite ? "SQLite" : "PostgreSQL", facts.Engine);
        Assert.True(facts.Bytes > 0 && facts.Version.Length > 0);
        Assert.All((await shop.Get<RunChecks>().RunAsync(shop.Anna, null, CancellationToken.None)).Must(), c => Assert.Equal((c.Code, 0), (c.Code, c.BreachCount)));

        await shop.Data.WriteAsync(db => db.Set<PointBalance>().Where(b => b.MemberId == 1).ExecuteUpdateAsync(s => s.SetProperty(b => b.Total, b => b.Total + 1)), CancellationToken.None);
        var after = (await shop.Get<RunChecks>().RunAsync(shop.Anna, null, CancellationToken.None)).Must();
        Assert.Equal("points-balance", Assert.Single(after, c => c.BreachCount > 0).Code);
        Assert.Equal(OutcomeKind.Forbidden, (await shop.Get<RunChecks>().RunAsync(shop.Anna with { Permissions = new HashSet<Permission>() }, null, CancellationToken.None)).Kind);
    }
}
