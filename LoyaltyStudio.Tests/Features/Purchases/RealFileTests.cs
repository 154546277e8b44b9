using System.Diagnostics;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Purchases;

public sealed class RealFileTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_main_job_runs_on_the_real_files(string engine)
    {
        var data = RealData.FolderOrSkip();
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2011, 8, 31, 20, 0, 0)));
        var import = retailer.Get<RunImport>();
        var clock = Stopwatch.StartNew();
        var members = (await import.RunAsync(retailer.Anna, new("members", Path.Combine(data, "online-retail-members.csv"), "members.csv", null), null, default)).Must();
        output.WriteLine($"members {members.Added} refused {members.Refused} {members.Details} {clock.Elapsed}");
        clock.Restart();
        var file = Path.Combine(data, "online-retail-2010-12_2011-08.csv.gz");
        var purchases = (await import.RunAsync(retailer.Anna, new("purchases", file, "purchases.csv.gz", ImportMapping.Load("online-retail")), null, default)).Must();
        output.WriteLine($"purchases {purchases.LinesRead} {purchases.Added} refused {purchases.Refused} {purchases.Details} {clock.Elapsed}");
        clock.Restart();
        var tiers = (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, new DateOnly(2011, 8, 31), null, default)).Must();
        output.WriteLine($"{tiers} {clock.Elapsed}");
        clock.Restart();
        var run = (await retailer.Get<PrepareChequeRun>().RunAsync(retailer.Anna, new("2011-Q2"), default)).Must();
        var calculated = (await retailer.Get<CalculateChequeRun>().RunAsync(retailer.Anna, run, null, default)).Must();
        Assert.Equal("same_person", (await retailer.Get<ApproveChequeRun>().RunAsync(retailer.Anna, run, calculated.Version, default)).Code);
        (await retailer.Get<ApproveChequeRun>().RunAsync(retailer.Bram, run, calculated.Version, default)).Must();
        var issued = (await retailer.Get<IssueChequeRun>().RunAsync(retailer.Anna, run, null, default)).Must();
        output.WriteLine($"{issued.State} {issued.IssuedCount} {issued.IssuedCents} {issued.PointsUsed} {clock.Elapsed}");
        clock.Restart();
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack, default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, default)).Must();
        var sent = (await retailer.Get<RunCampaigns>().RunAsync(retailer.Anna, new DateOnly(2011, 8, 31), null, default)).Must();
        output.WriteLine($"{sent} {clock.Elapsed}");

        Assert.Equal(320_705, purchases.LinesRead);
        Assert.Equal(3_360, await retailer.ReadAsync(db => db.Set<Member>().CountAsync()));
        Assert.Equal("Reconciled", issued.State.ToString());
        var sum = await retailer.ReadAsync(db => db.Set<LedgerEntry>().SumAsync(e => e.Points));
        Assert.Equal(sum, await retailer.ReadAsync(db => db.Set<PointBalance>().SumAsync(b => b.Total)));
        Assert.Equal(sum, await retailer.ReadAsync(async db => await db.Set<PointLot>().SumAsync(l => l.Remaining) - await db.Set<PointBalance>().SumAsync(b => b.Debt)));

        var again = (await import.RunAsync(retailer.Anna, new("purchases", file, "purchases.csv.gz", ImportMapping.Load("online-retail")), null, default)).Must();
        Assert.Equal(0, again.Added);
        Assert.Equal(purchases.Added, again.Unchanged);
        Assert.Equal(sum, await retailer.ReadAsync(db => db.Set<LedgerEntry>().SumAsync(e => e.Points)));
    }
}
