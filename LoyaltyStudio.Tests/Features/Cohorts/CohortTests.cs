using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cohorts.Model;
using LoyaltyStudio.Features.Cohorts.Reading;
using LoyaltyStudio.Features.Cohorts.Refreshing;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cohorts;

/// <summary>Cohorts on a handful of members whose figures can be counted by hand.</summary>
public sealed class CohortTests
{
    private static readonly DateOnly AsOf = new(2026, 6, 10);
    private static readonly Actor Night = Actor.Job("refresh-cohorts");

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Counts_are_those_made_by_hand(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        (await retailer.Get<RefreshCohorts>().RunAsync(Night, AsOf, null, CancellationToken.None)).Must();
        var view = await ShowAsync(retailer);
        Assert.Equal(3, view.Members);
        Assert.Equal(["2026-01", "2026-03"], view.Rows.Select(r => r.Key));
        // January: Anna came in January, February and May, Bram in January only; June runs, so May is the last month.
        var january = view.Rows[0];
        Assert.Equal([1, 0.5, 0, 0, 0.5], january.Months.Select(m => m.Came));
        Assert.Equal([1_500, 2_000, 2_000, 2_000, 2_500], january.Months.Select(m => m.CentsSoFar));
        Assert.Equal([1, 1.5, 1.5, 1.5, 2], january.Months.Select(m => m.DaysSoFar));
        // Everybody: month 2 of March's only member is May, month 4 only January has had.
        Assert.Equal([1, 1 / 3.0, 1 / 3.0, 0, 0.5], view.All.Months.Select(m => m.Came));
        Assert.Equal([(30, 1 / 3.0), (60, 1 / 3.0), (90, 2 / 3.0)], view.Repeats.Select(r => (r.Days, r.Share)));
        Assert.Equal((2, 3), (view.Gaps[0].Step, view.Gaps[1].Step));
        Assert.Equal((2, 1), (view.Gaps[0].Purchases, view.Gaps[1].Purchases));
        Assert.Equal([3, 2, 1], view.Baskets.Select(b => b.Purchases));
        Assert.Equal(2, view.Baskets[0].Lines, 0.7);
        Assert.Contains(new PathRow("Lamp", "Bad", 1, 1, 0.5), view.Paths);
        Assert.Equal([(1, 1), (2, 1), (3, 1)], view.Mix.Select(m => (m.Kind, m.Members)));
    }

    [Fact]
    public async Task Again_is_the_same_and_leaves_nothing_behind()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite);
        (await retailer.Get<RefreshCohorts>().RunAsync(Night, AsOf, null, CancellationToken.None)).Must();
        var before = await ShowAsync(retailer);
        await retailer.Data.WriteAsync(async db =>
        {
            // What a count that was killed leaves behind.
            db.Add(new CohortCell { Run = 2, Month = new DateOnly(2026, 1, 1), Source = "", Channel = "Store", Members = 99 });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        Assert.Equal(before.Members, (await ShowAsync(retailer)).Members);
        (await retailer.Get<RefreshCohorts>().RunAsync(Night, AsOf, null, CancellationToken.None)).Must();
        Assert.Equal([2], await retailer.ReadAsync(db => db.Set<CohortCell>().Select(c => c.Run).Distinct().ToListAsync()));
        var after = await ShowAsync(retailer);
        Assert.Equal(before.All.Months, after.All.Months);
        Assert.Equal(before.Paths, after.Paths);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Choices_and_stores_narrow_everything(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        (await retailer.Get<RefreshCohorts>().RunAsync(Night, AsOf, null, CancellationToken.None)).Must();
        var chantal = Retailer.Person(5, "Chantal", [2]);
        var own = (await retailer.Get<ShowCohorts>().RunAsync(chantal, new(CohortBy.Month), CancellationToken.None)).Must();
        Assert.Equal((1, 1), (own.Members, own.Mix.Sum(m => m.Members)));
        Assert.Equal([2L], own.Stores.Select(s => s.Id));
        Assert.Equal(2, (await ShowAsync(retailer, new(CohortBy.Store, Store: 1))).Members);
        Assert.Equal(1, (await ShowAsync(retailer, new(CohortBy.Source, Source: ""))).Members);
        Assert.Equal(1, (await ShowAsync(retailer, new(CohortBy.Channel, Channel: "Web"))).Members);
        Assert.Equal(1, (await ShowAsync(retailer, new(CohortBy.Month, From: new DateOnly(2026, 2, 1)))).Members);
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<ShowCohorts>().RunAsync(new Actor("user", 9, "x", new HashSet<Permission>(), null), new(CohortBy.Month), CancellationToken.None)).Kind);
    }

    [Fact]
    public void The_median_lies_within_its_step()
    {
        Assert.Equal(21, CohortCurve.Median([(7, 1), (14, 1), (30, 4), (60, 1)]), 1.0);
        Assert.Equal(0, CohortCurve.Median([(7, 0)]));
    }

    private static async Task<CohortsView> ShowAsync(Retailer retailer, ShowCohortsRequest? request = null) => (await retailer.Get<ShowCohorts>().RunAsync(retailer.Anna, request ?? new(CohortBy.Month), CancellationToken.None)).Must();

    /// <summary>Anna (store 1, source winkel): 5 January, 3 February, 1 May in the store. Bram (store 1): 20 January on the web. Chris (store 2): 10 March in the store, 20 May on the web. A return and a purchase of today do not count.</summary>
    private static async Task<Retailer> OpenAsync(string engine)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(AsOf.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc)));
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" }, new Store { Id = 2, Code = "zwolle", Name = "Zwolle" });
            db.AddRange(new Product { Id = 1, Sku = "lamp", Category = "Lamp" }, new Product { Id = 2, Sku = "bad", Category = "Bad" });
            for (var id = 1; id <= 3; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id, consent: false);
                (member.HomeStoreId, member.AcquisitionSource) = (id == 3 ? 2 : 1, id == 2 ? "" : "winkel");
                db.Add(member);
            }

            await db.SaveChangesAsync();
            (long Member, int Month, int Day, Channel Channel, int Cents, long Product)[] bought =
            [
                (1, 1, 5, Channel.Store, 1_000, 1), (1, 2, 3, Channel.Store, 1_000, 2), (1, 5, 1, Channel.Store, 1_000, 1), (2, 1, 20, Channel.Web, 2_000, 1),
                (3, 3, 10, Channel.Store, 700, 2), (3, 5, 20, Channel.Web, 900, 2), (3, 6, 10, Channel.Web, 9_000, 2), (2, 2, 1, Channel.Store, 0, 1),
            ];
            foreach (var (b, i) in bought.Select((b, i) => (b, i + 1)))
            {
                var on = new DateOnly(2026, b.Month, b.Day);
                db.Add(new Purchase
                {
                    Id = i, Source = "till", ExternalId = $"b{i}", Kind = PurchaseKind.Purchase, MemberId = b.Member, Channel = b.Channel, OccurredAt = on.ToDateTime(new TimeOnly(10, 0), DateTimeKind.Utc), BusinessDate = on,
                    TotalCents = b.Cents, EligibleCents = b.Cents, KeptCents = b.Cents, ContentHash = $"h{i}", RecordedAt = on.ToDateTime(new TimeOnly(10, 0), DateTimeKind.Utc),
                });
                db.Add(new PurchaseLine { PurchaseId = i, LineNo = 1, ProductId = b.Product, Kind = LineKind.Goods, Quantity = 1, AmountCents = b.Cents });
                if (i % 2 == 1)
                {
                    db.Add(new PurchaseLine { PurchaseId = i, LineNo = 2, ProductId = 3 - b.Product, Kind = LineKind.Goods, Quantity = 1, AmountCents = b.Cents / 10 });
                }
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return retailer;
    }
}
