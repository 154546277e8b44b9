using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Holdouts;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

public sealed class HoldoutAndBudgetTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Only_one_global_control_group_runs_and_what_it_was_is_kept(string engine)
    {
        await using var retailer = await Shop.OpenAsync(engine);
        Assert.Equal(OutcomeKind.Invalid, (await retailer.Get<StartHoldout>().RunAsync(retailer.Anna, 21, default)).Kind);
        var first = (await retailer.Get<StartHoldout>().RunAsync(retailer.Anna, 20, default)).Must();
        Assert.Equal("holdout_runs", (await retailer.Get<StartHoldout>().RunAsync(retailer.Anna, 5, default)).Code);
        Assert.Equal(13, (await retailer.Get<DrawGlobalHoldout>().RunAsync(retailer.Anna, new DateOnly(2026, 3, 20), default)).Must());
        (await retailer.Get<EndHoldout>().RunAsync(retailer.Anna, first, default)).Must();
        Assert.Equal("holdout_unknown", (await retailer.Get<EndHoldout>().RunAsync(retailer.Anna, first, default)).Code);
        (await retailer.Get<StartHoldout>().RunAsync(retailer.Bram, 5, default)).Must();
        (await retailer.Get<MeasureHoldouts>().RunAsync(retailer.Anna, new DateOnly(2026, 3, 21), default)).Must();

        var view = (await retailer.Get<ShowHoldouts>().RunAsync(retailer.Anna, default)).Must();
        Assert.Equal(("Bram", 5), (view.Running!.Author, view.Running.Percent));
        var past = Assert.Single(view.Past);
        Assert.Equal(13, past.Result!.Treated.Members + past.Result.Holdout.Members);
        Assert.Null(past.Margin);
        Assert.Equal(13, await retailer.ReadAsync(db => db.Set<GlobalHoldoutMember>().CountAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Money_from_elsewhere_counts_until_it_is_taken_away(string engine)
    {
        await using var retailer = await Shop.OpenAsync(engine);
        var add = retailer.Get<AddSpend>();
        Assert.Equal(3, (await add.RunAsync(retailer.Anna, new AddSpendRequest(default, BudgetKind.Brand, 0, " "), default)).Errors.Count);
        var id = (await add.RunAsync(retailer.Anna, new AddSpendRequest(new DateOnly(2026, 3, 17), BudgetKind.Brand, 60_000, "Radio"), default)).Must();
        (await add.RunAsync(retailer.Anna, new AddSpendRequest(new DateOnly(2025, 12, 1), BudgetKind.Activation, 40_000, "Zoekadvertenties"), default)).Must();
        (await add.RunAsync(retailer.Anna, new AddSpendRequest(new DateOnly(2024, 12, 1), BudgetKind.Brand, 99_999, "Lang geleden"), default)).Must();

        var view = (await retailer.Get<ShowBudget>().RunAsync(retailer.Anna, default)).Must();
        Assert.Equal((0.6, 60_000, 2), (view.BrandShare!.Value, view.Months.Single(m => m.Month == new DateOnly(2026, 3, 1)).Brand, view.Spends.Count));
        (await retailer.Get<RemoveSpend>().RunAsync(retailer.Anna, id, default)).Must();
        Assert.Equal("spend_unknown", (await retailer.Get<RemoveSpend>().RunAsync(retailer.Anna, id, default)).Code);
        Assert.Equal(0, (await retailer.Get<ShowBudget>().RunAsync(retailer.Anna, default)).Must().BrandShare);
        Assert.NotEmpty(BudgetCsv.Of(new KeyTexts(), view));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Advice_on_the_size_looks_at_members_who_were_alike_a_window_ago(string engine)
    {
        await using var retailer = await Shop.OpenAsync(engine);

        // 60 days ago members 2, 3, 4, 5, 7 and 9 had been away for 60 days or more; 2, 4 and 7 have come since.
        var found = (await retailer.Get<AdviseSize>().RunAsync(retailer.Anna, new AdviseSizeRequest(40_000, 10, 60, null, 60), default)).Must();
        Assert.Equal(new Side(6, 3), found.Comparable);
        Assert.Equal(SizePolicy.SmallestDifference(found.Share, 36_000, 4_000), found.Smallest);
        Assert.Null((await retailer.Get<AdviseSize>().RunAsync(retailer.Anna, new AdviseSizeRequest(40_000, 0, 60, null, 60), default)).Must().Smallest);
    }

    [Fact]
    public void Cost_of_an_extra_euro_stands_between_what_the_interval_allows()
    {
        var margin = new CampaignMargin(300, 200, 50, 150, 1_000, 40_000);
        var campaign = new BudgetCampaign(1, "x", CampaignState.Ended, BudgetKind.Activation, null, 40_000, margin, Verdict.More);

        Assert.Equal((0.4, 40_000.0 / 150_000, 0.8), campaign.PerIncrementalEuro);
        Assert.Equal((100_000L, 60_000L, MoneyVerdict.Pays), (margin.ExtraCents, margin.NetCents, margin.Verdict));
        Assert.Null((campaign with { Margin = margin with { Low = -50 } }).PerIncrementalEuro!.Value.Worst);
        Assert.Equal(MoneyVerdict.Inconclusive, (margin with { Low = 30 }).Verdict);
        Assert.Equal(MoneyVerdict.Loses, (margin with { Low = 0, High = 39 }).Verdict);
        Assert.Equal(MoneyVerdict.Unknown, (margin with { Low = null, High = null }).Verdict);
    }

    private sealed class KeyTexts : Microsoft.Extensions.Localization.IStringLocalizer
    {
        public Microsoft.Extensions.Localization.LocalizedString this[string name] => new(name, name);

        public Microsoft.Extensions.Localization.LocalizedString this[string name, params object[] arguments] => new(name, name);

        public IEnumerable<Microsoft.Extensions.Localization.LocalizedString> GetAllStrings(bool includeParentCultures) => [];
    }
}
