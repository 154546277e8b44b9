using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Gifts are points in the books like others, and never more than the budget.</summary>
public sealed class GiftTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Gifts_stop_where_the_budget_stops_and_the_books_stay_right(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        for (var i = 1; i <= 9; i++)
        {
            await retailer.AddMemberAsync($"M{i}");
        }

        // A hundred points cost € 2.50, so that € 10 is four gifts; the fixed cost of € 2 leaves three.
        var draft = new CampaignDraft { Name = "Verrassing", HoldoutPercent = 0, BudgetCents = 1_000, FixedCostCents = 200, Flow = new FlowDefinition(FlowTrigger.Daily, [new GiftStep { Key = "s1", Points = 100 }]) };
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, draft, default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, default)).Must();
        (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), DateOnly.FromDateTime(retailer.Clock.Now), null, default)).Must();

        Assert.Equal([100L, 100, 100], await retailer.ReadAsync(db => db.Set<LedgerEntry>().Select(e => e.Points).ToListAsync()));
        Assert.Equal((3, 6), (await retailer.ReadAsync(db => db.Set<Journey>().CountAsync()), await retailer.ReadAsync(db => db.Set<CampaignExclusion>().CountAsync(e => e.Reason == "no_budget"))));
        await retailer.CheckAsync();

        // The next day there is still nothing left.
        retailer.Clock.Advance(TimeSpan.FromDays(1));
        (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), DateOnly.FromDateTime(retailer.Clock.Now), null, default)).Must();
        Assert.Equal(3, await retailer.ReadAsync(db => db.Set<LedgerEntry>().CountAsync()));
    }
}
