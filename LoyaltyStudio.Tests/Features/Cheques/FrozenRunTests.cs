using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>A run keeps to what stood in the books when it was opened, whatever happens between its calculation and a repeat or its issue.</summary>
public sealed class FrozenRunTests
{
    private static readonly DateOnly QuarterEnd = new(2025, 9, 30);

    [Theory]
    [InlineData(Engines.Sqlite, 1)]
    [InlineData(Engines.Sqlite, 2)]
    [InlineData(Engines.Sqlite, 3)]
    [InlineData(Engines.Sqlite, 4)]
    [InlineData(Engines.Sqlite, 5)]
    [InlineData(Engines.Sqlite, 6)]
    [InlineData(Engines.PostgreSql, 7)]
    [InlineData(Engines.PostgreSql, 8)]
    [InlineData(Engines.PostgreSql, 9)]
    public async Task A_calculation_that_is_repeated_gives_the_same_lines_whatever_was_booked_in_between(string engine, int seed)
    {
        var programme = ChequeShop.Programme(seed, cutOffDays: seed % 3 * 2, CalendarUnit.Quarter);
        await using var shop = await ChequeShop.OpenAsync(engine, seed, programme.Cheques.CutOffOf(QuarterEnd).AddDays(1 + (seed % 2)), programme);
        var runs = await shop.CalculateAsync(programme, QuarterEnd);
        var before = new List<string>();
        foreach (var run in runs)
        {
            before.Add(string.Join('\n', (await shop.LinesAsync(run.Id)).Select(ChequeShop.Say)));
        }

        for (var i = 0; i < 60; i++)
        {
            await shop.ActAsync();
            await shop.PassAsync(QuarterEnd.AddDays(8 + (i / 4)));
        }

        foreach (var (run, lines) in runs.Zip(before))
        {
            var again = (await shop.Retailer.Get<CalculateChequeRun>().RunAsync(shop.Retailer.Anna, run.Id, null, default)).Must();
            Assert.Equal(lines, string.Join('\n', (await shop.LinesAsync(run.Id)).Select(ChequeShop.Say)));
            Assert.Equal((run.ChequeCount, run.ValueCents, run.PointsUsed, run.PointsCarried), (again.ChequeCount, again.ValueCents, again.PointsUsed, again.PointsCarried));
        }

        Assert.True(runs.Sum(r => r.ChequeCount) > 0, "Nobody gets anything: that proves nothing.");
        await IssueAsync(shop, runs);
        await shop.Retailer.CheckAsync($"seed {seed}");
    }

    [Theory]
    [InlineData(Engines.Sqlite, 11)]
    [InlineData(Engines.PostgreSql, 12)]
    public async Task Points_that_a_run_counted_are_there_when_it_is_issued_although_members_took_rewards_and_points_ended(string engine, int seed)
    {
        var programme = ChequeShop.Programme(seed, 0, CalendarUnit.Quarter);
        await using var shop = await ChequeShop.OpenAsync(engine, seed, QuarterEnd.AddDays(1), programme, acts: 220);
        var runs = await shop.CalculateAsync(programme, QuarterEnd);
        var spent = shop.Done.GetValueOrDefault("spend");
        for (var i = 0; i < 80; i++)
        {
            await shop.ActAsync();
            await shop.PassAsync(QuarterEnd.AddDays(2 + (i / 2)));
        }

        var debt = await DebtAsync(shop.Retailer);
        await IssueAsync(shop, runs);
        Assert.True(shop.Done["spend"] > spent, "Nobody took a reward: that proves nothing.");

        // Only goods that came back and corrections can have taken what a run counted.
        if (shop.Done.GetValueOrDefault("return") + shop.Done.GetValueOrDefault("adjust") == 0)
        {
            Assert.Equal(debt, await DebtAsync(shop.Retailer));
        }

        await shop.Retailer.CheckAsync($"seed {seed}");
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Somebody_who_leaves_between_calculation_and_issue_gets_none_and_the_run_says_so(string engine)
    {
        var programme = ChequeShop.Programme(3, 0, CalendarUnit.Quarter);
        await using var shop = await ChequeShop.OpenAsync(engine, 3, QuarterEnd.AddDays(1), programme);
        var run = (await shop.CalculateAsync(programme, QuarterEnd))[0];
        await shop.LeaveAsync(12);

        var done = (await IssueAsync(shop, [run]))[0];

        Assert.Equal(ChequeRunState.Reconciled, done.State);
        Assert.True(done.WithheldCount > 0 && done.IssuedCount > 0);
        Assert.Equal((run.ChequeCount, run.ValueCents, run.PointsUsed), (done.IssuedCount + done.WithheldCount, done.IssuedCents + done.WithheldCents, done.IssuedPoints + done.WithheldPoints));
        var withheld = (await shop.LinesAsync(run.Id)).Where(l => l.Refusal == Refusals.Withheld).ToList();
        Assert.Equal((done.WithheldCount, done.WithheldCents), (withheld.Count, withheld.Sum(l => l.ValueCents)));
        Assert.Equal(done.IssuedCount, await shop.Retailer.ReadAsync(db => db.Set<Cheque>().CountAsync(c => c.RunId == run.Id)));
        await shop.Retailer.CheckAsync();
    }

    private static Task<long> DebtAsync(Retailer retailer) => retailer.ReadAsync(db => db.Set<PointBalance>().SumAsync(b => b.Debt));

    private static async Task<List<ChequeRun>> IssueAsync(ChequeShop shop, IReadOnlyList<ChequeRun> runs)
    {
        List<ChequeRun> done = [];
        foreach (var run in runs)
        {
            var version = await shop.Retailer.ReadAsync(db => db.Set<ChequeRun>().Where(r => r.Id == run.Id).Select(r => r.Version).FirstAsync());
            (await shop.Retailer.Get<ApproveChequeRun>().RunAsync(shop.Retailer.Bram, run.Id, version, default)).Must();
            done.Add((await shop.Retailer.Get<IssueChequeRun>().RunAsync(shop.Retailer.Anna, run.Id, null, default)).Must());
        }

        Assert.All(done, r => Assert.Equal(ChequeRunState.Reconciled, r.State));
        return done;
    }
}
