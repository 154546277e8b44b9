using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Cheques;

public sealed class ChequeListsTests
{
    private static readonly PageRequest Page = new(0, 50);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_store_manager_sees_only_the_cheques_of_members_of_the_own_store_in_totals_too(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var (runId, north, south) = await IssuedAsync(retailer);
        var manager = Retailer.Person(9, "Sanne", [south]);

        var run = (await retailer.Get<ShowChequeRun>().RunAsync(manager, runId, default)).Must();
        Assert.False(run.Whole);
        Assert.Equal(new ChequeTotals(3, 2, 1500, 600, 150), run.Totals);
        Assert.Equal(south.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(run.Stores).Code);
        Assert.Equal((2, 1500L), (run.IssuedCount, run.IssuedCents));
        Assert.Equal(2, run.Steps.Sum(s => s.Count));
        Assert.Equal(new ChequeRefusal("below_minimum", 1), Assert.Single(run.Refusals));

        var row = Assert.Single((await retailer.Get<ListChequeRuns>().RunAsync(manager, Page, default)).Must().Rows);
        Assert.Equal((3, 2, 1500L), (row.Members, row.Cheques, row.ValueCents));
        var lines = (await retailer.Get<ListChequeRunLines>().RunAsync(manager, new ListChequeRunLinesRequest(runId, Page), default)).Must();
        Assert.Equal([6, 5, 4], lines.Rows.Select(l => l.MemberId));
        Assert.Equal(0, (await retailer.Get<ListChequeRunLines>().RunAsync(manager, new ListChequeRunLinesRequest(runId, Page, Store: north), default)).Must().Total);
        var cheques = (await retailer.Get<ListCheques>().RunAsync(manager, new ListChequesRequest(Page), default)).Must();
        Assert.Equal((2, 1500L, 2), (cheques.Page.Total, cheques.OpenCents, cheques.Counts[ChequeState.Issued]));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_whole_run_adds_up_and_its_list_is_filtered_and_searched(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var (runId, north, _) = await IssuedAsync(retailer);

        var run = (await retailer.Get<ShowChequeRun>().RunAsync(retailer.Bram, runId, default)).Must();
        Assert.True(run.Whole);
        Assert.False(run.OwnWork);
        Assert.Equal(run.Totals.Cheques, run.Tiers.Sum(t => t.Totals.Cheques));
        Assert.Equal(run.Totals.ValueCents, run.Stores.Sum(s => s.Totals.ValueCents));
        Assert.True((await retailer.Get<ShowChequeRun>().RunAsync(retailer.Anna with { Name = "Anna de Boer" }, runId, default)).Must().OwnWork);

        async Task<int> TotalAsync(ListChequeRunLinesRequest request) => (await retailer.Get<ListChequeRunLines>().RunAsync(retailer.Anna, request, default)).Must().Total;
        Assert.Equal(7, await TotalAsync(new(runId, Page)));
        Assert.Equal(4, await TotalAsync(new(runId, Page, Show: "with")));
        Assert.Equal(3, await TotalAsync(new(runId, Page, Show: "below_minimum")));
        Assert.Equal(3, await TotalAsync(new(runId, Page, Store: north)));
        Assert.Equal(1, await TotalAsync(new(runId, Page, Store: 0)));
        Assert.Equal(1, await TotalAsync(new(runId, Page, Search: "zoe5")));
        Assert.Equal(0, await TotalAsync(new(runId, Page, Tier: "goud")));
    }

    [Fact]
    public async Task A_new_name_does_not_make_somebody_else_of_the_person_who_prepared()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var run = (await retailer.Get<PrepareChequeRun>().RunAsync(retailer.Anna, new("2025-Q4"), default)).Must();
        var calculated = (await retailer.Get<CalculateChequeRun>().RunAsync(retailer.Anna, run, null, default)).Must();

        Assert.Equal("same_person", (await retailer.Get<ApproveChequeRun>().RunAsync(retailer.Anna with { Name = "Hannah" }, run, calculated.Version, default)).Code);
    }

    [Fact]
    public async Task The_period_that_ended_last_is_proposed_and_a_taken_one_is_known()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var run = (await retailer.Get<PrepareChequeRun>().RunAsync(retailer.Anna, new("2025-Q3"), default)).Must();

        var periods = (await retailer.Get<ChequePeriods>().RunAsync(retailer.Anna, default)).Must()[0].Periods;

        Assert.Equal(("2025-Q4", null), (periods[0].Key, periods[0].RunId));
        Assert.Equal(("2025-Q3", run), (periods[1].Key, periods[1].RunId));
    }

    /// <summary>Seven members with 100 to 400 points: three of the first store, three of the second, one of none. Every second 200 points are a cheque of 5.</summary>
    private static async Task<(long RunId, long North, long South)> IssuedAsync(Retailer retailer)
    {
        var (north, south) = (new Store { Code = "n", Name = "Noord" }, new Store { Code = "z", Name = "Zuid" });
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(north, south);
            await db.SaveChangesAsync();
            long[] points = [100, 250, 400, 150, 200, 400, 220];
            for (var id = 1; id <= 7; id++)
            {
                var member = Fixtures.Member(retailer.Clock, id);
                member.HomeStoreId = id <= 3 ? north.Id : id <= 6 ? south.Id : null;
                member.Index();
                db.Add(member);
                var earned = id == 7 ? 100 : points[id - 1];
                db.Add(new LedgerEntry
                {
                    Id = id, MemberId = id, Kind = EntryKind.Earn, Points = earned, OccurredAt = retailer.Clock.Now.AddDays(-1), BusinessDate = new DateOnly(2025, 11, 1), RecordedAt = retailer.Clock.Now.AddDays(-1),
                    Actor = "test", Reason = "test", SourceType = "purchase", SourceId = $"{id}", ContentHash = "x",
                });
                db.Add(new PointLot { Id = id, MemberId = id, EntryId = id, Earned = earned, Remaining = earned, ActivatesOn = new DateOnly(2025, 11, 16) });
                db.Add(new PointBalance { MemberId = id, Total = earned });
            }

            await db.SaveChangesAsync();
        }, default);
        var run = await retailer.IssueAsync("2025-Q4");
        return (run, north.Id, south.Id);
    }
}
