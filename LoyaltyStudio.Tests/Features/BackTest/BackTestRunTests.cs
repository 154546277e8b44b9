using LoyaltyStudio.Features.BackTest.Liability;
using LoyaltyStudio.Features.BackTest.Model;
using LoyaltyStudio.Features.BackTest.Reading;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.BackTest;

/// <summary>Starting, keeping, comparing and throwing away back-tests, and who sees what of them.</summary>
public sealed class BackTestRunTests
{
    private static async Task<long> DraftAsync(Retailer retailer, Func<ProgrammeContent, ProgrammeContent> change) =>
        (await retailer.Get<SaveProgrammeDraft>().RunAsync(retailer.Anna, new(null, 0, change(ReferenceProgramme.Content), "an idea"), default)).Must();

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_back_test_is_kept_named_only_to_those_who_may_see_the_members_and_can_be_thrown_away(string engine)
    {
        await using var retailer = await Shop.OpenAsync(engine);
        var draft = await DraftAsync(retailer, c => c with { Earning = c.Earning with { CentsPerPoint = 50 } });
        var result = (await retailer.Get<RunBackTest>().RunAsync(retailer.Anna, new(draft, 12), null, default)).Must();
        Assert.Equal(2 * result.NetPoints.Happened, result.NetPoints.WouldBe, result.NetPoints.Happened / 20.0);
        var row = Assert.Single((await retailer.Get<ListBackTests>().RunAsync(retailer.Anna, default)).Must());
        Assert.Equal((BackTestState.Done, 2, 12), (row.State, row.Number, row.Months));

        var everybody = (await retailer.Get<ShowBackTest>().RunAsync(retailer.Anna, row.Id, default)).Must();
        var utrecht = (await retailer.Get<ShowBackTest>().RunAsync(Retailer.Person(9, "Chantal", [1]), row.Id, default)).Must();
        Assert.True(everybody.Winners.Count > utrecht.Winners.Count && utrecht.Winners.Count > 0 && utrecht.Hidden > 0);
        Assert.All(utrecht.Winners, w => Assert.Equal(1, w.Figures.StoreId));
        Assert.Single((await retailer.Get<CompareBackTests>().RunAsync(retailer.Anna, [row.Id, 99], default)).Must());

        (await retailer.Get<DeleteBackTest>().RunAsync(retailer.Anna, row.Id, default)).Must();
        Assert.Empty((await retailer.Get<ListBackTests>().RunAsync(retailer.Anna, default)).Must());
        await retailer.CheckAsync(engine);
    }

    [Fact]
    public async Task One_runs_at_a_time_and_what_a_stopped_server_left_is_interrupted()
    {
        await using var retailer = await Shop.OpenAsync(Engines.Sqlite);
        var draft = await DraftAsync(retailer, c => c);
        var left = (await retailer.Get<StartBackTest>().AddAsync(retailer.Anna, new(draft, 3), default)).Must();
        Assert.Equal("back_test_running", (await retailer.Get<StartBackTest>().AddAsync(retailer.Anna, new(draft, 3), default)).Code);
        Assert.Equal("back_test_running", (await retailer.Get<DeleteBackTest>().RunAsync(retailer.Anna, left, default)).Code);
        retailer.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(BackTestState.Interrupted, (await retailer.Get<ListBackTests>().RunAsync(retailer.Anna, default)).Must().Single().State);
        (await retailer.Get<RunBackTest>().RunAsync(retailer.Anna, new(draft, 3), null, default)).Must();
        Assert.Equal(BackTestState.Interrupted, await retailer.ReadAsync(db => db.Set<BackTestRun>().Where(r => r.Id == left).Select(r => r.State).SingleAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_budget_is_given_out_in_order_of_time_to_its_last_point(string engine)
    {
        await using var retailer = await Shop.OpenAsync(engine);
        var rule = new PointRule("gift", "Gift", Triggers.Purchase, RuleCondition.Always, new RuleEffect(EffectKind.Fixed, 10)) { Limits = new RuleLimits(Budget: 45) };
        var draft = await DraftAsync(retailer, c => c with { Rules = [.. c.Rules, rule] });
        var result = (await retailer.Get<RunBackTest>().RunAsync(retailer.Anna, new(draft, 12), null, default)).Must();
        Assert.Equal(45, result.Parts.Single(p => p.Id == "gift").Points.WouldBe);
        Assert.Contains("budget_shared", result.Remarks);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Rules_about_place_product_and_member_count_as_they_do_in_the_books(string engine)
    {
        await using var retailer = await Shop.OpenAsync(engine);
        var rules = new[]
        {
            new PointRule("store", "Utrecht", Triggers.Purchase, RuleCondition.Is(ConditionKind.Store, "utrecht"), new RuleEffect(EffectKind.Fixed, 3)),
            new PointRule("lamp", "Lamps", Triggers.Purchase, RuleCondition.Is(ConditionKind.Product, "lamp"), new RuleEffect(EffectKind.PerUnit, 2)),
            new PointRule("home", "Home", Triggers.Purchase, RuleCondition.Is(ConditionKind.Attribute, "zwolle") with { Name = "home_store" }, new RuleEffect(EffectKind.Fixed, 5)),
            new PointRule("hour", "Noon", Triggers.Purchase, RuleCondition.Between(ConditionKind.Hour, 12, 12), new RuleEffect(EffectKind.Fixed, 7)),
        };
        var draft = await DraftAsync(retailer, c => c with { Rules = [.. c.Rules, .. rules] });
        var result = (await retailer.Get<RunBackTest>().RunAsync(retailer.Anna, new(draft, 12), null, default)).Must();
        long Points(string id) => result.Parts.SingleOrDefault(p => p.Id == id)?.Points.WouldBe ?? 0;

        // Members 1–4 bought 7 + 2 + 1 + 1 times in Utrecht within the year, members 7, 8 and 13 (who has no store of their own) 2 + 2 + 1 times in Zwolle; all at 11:00 UTC.
        Assert.Equal((11 * 3, 16 * 2, 4 * 5), (Points("store"), Points("lamp"), Points("home")));
        Assert.True(Points("hour") is > 0 and <= 16 * 7);
        Assert.Contains("facts_of_today", result.Remarks);
    }

    [Fact]
    public void The_life_table_follows_the_formula_and_borrows_where_it_knows_too_little()
    {
        // 10,000 points earned in month 100: 2,000 used at age 1, 4,000 of the other 8,000 at age 2, the rest expires at age 3.
        EarnedCohort[] cohorts = [new(100, "goud", 10_000, 0), new(109, "brons", 500, 500)];
        CohortExit[] exits = [new(100, 101, "goud", ExitKind.Used, 2_000), new(100, 102, "goud", ExitKind.Used, 4_000), new(100, 103, "goud", ExitKind.Expired, 4_000)];
        var table = new LifeTable(cohorts, exits, thisMonth: 110, horizon: 5);
        Assert.Equal((0.6, Evidence.Tier), (Math.Round(table.Of(0, "goud").Probability, 9), table.Of(0, "goud").Evidence));
        Assert.Equal(0.5, table.Of(2, "goud").Probability, 9);
        Assert.Equal(0.0, table.Of(3, "goud").Probability, 9);
        Assert.Equal(Evidence.AllTiers, table.Of(1, "brons").Evidence);
        Assert.Equal((1.0, Evidence.None), new LifeTable(cohorts, [], 110, 5).Of(0, "goud"));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task What_is_owed_covers_every_open_point_and_stays_below_their_full_value(string engine)
    {
        await using var life = await RandomLife.LiveAsync(engine, 11, steps: 80);
        var view = (await life.Retailer.Get<ReadLiability>().RunAsync(life.Retailer.Anna, default)).Must();
        var open = await life.Retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Points.Model.PointLot>().SumAsync(l => l.Remaining));
        Assert.Equal(open, view.OpenPoints);
        Assert.InRange(view.ExpectedCents, 0, view.FullCents);
        Assert.All(view.Breakage, b => Assert.Equal(b.Earned, b.Used + b.Expired + b.TakenBack + b.Open));
        Assert.Equal(OutcomeKind.Forbidden, (await life.Retailer.Get<ReadLiability>().RunAsync(Retailer.Person(9, "Chantal", [1]), default)).Kind);
    }
}
