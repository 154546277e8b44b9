using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Trying;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>Rules through the whole product: what they look at, what they kept, and limits that hold whatever happens.</summary>
public sealed class RuleFactsTests
{
    private static readonly DateTime Noon = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);

    private static PointRule Rule(string id, EffectKind kind, long amount, params RuleCondition[] when) => new(id, id, Triggers.Purchase, RuleCondition.All(when), new RuleEffect(kind, amount));

    private static async Task<Retailer> OpenAsync(string engine, params PointRule[] rules)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Noon.AddDays(200)), ReferenceProgramme.Content with { Rules = rules });
        await retailer.AddMemberAsync("M1");
        await retailer.AddMemberAsync("M2");
        return retailer;
    }

    private static RecordPurchaseRequest Buy(string id, long cents, int day = 0, string member = "M1", string payment = "") => new("till", id, Noon.AddDays(day), [new("A", 2, cents, "Lamp", "Licht", "Lumo")], member, Payment: payment);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Rules_look_at_the_member_the_payment_and_the_first_purchase_and_a_return_is_counted_as_it_was_then(string engine)
    {
        await using var retailer = await OpenAsync(engine, Rule("garden", EffectKind.Fixed, 7, RuleCondition.Is(ConditionKind.Attribute, "yes") with { Name = "garden" }),
            Rule("insta", EffectKind.Fixed, 11, RuleCondition.Is(ConditionKind.Source, "instagram")), Rule("first", EffectKind.Fixed, 50, new RuleCondition(ConditionKind.FirstPurchase)),
            Rule("ideal", EffectKind.Fixed, 3, RuleCondition.Is(ConditionKind.Payment, "ideal")), Rule("nl", EffectKind.Fixed, 2, RuleCondition.Is(ConditionKind.Attribute, "nl") with { Name = "language" }));
        var save = retailer.Get<SaveMember>();
        (await save.RunAsync(retailer.Anna, new(null, null, "M1", null, null, null, null, null, null, null, null, null, "Instagram", new Dictionary<string, string> { ["Garden"] = "Yes" }), default)).Must();
        (await retailer.BuyAsync(Buy("1", 2000, payment: "iDeal"))).Must();
        Assert.Equal(20 + 7 + 11 + 50 + 3 + 2, await retailer.BalanceAsync("M1"));
        (await retailer.BuyAsync(Buy("2", 2000, 5))).Must();
        Assert.Equal(93 + 20 + 7 + 11 + 2, await retailer.BalanceAsync("M1"));

        // The member moves to a flat; what was bought with a garden is counted with a garden.
        (await save.RunAsync(retailer.Anna, new(null, null, "M1", null, null, null, null, null, null, null, null, null, "friend", new Dictionary<string, string> { ["garden"] = "" }), default)).Must();
        (await retailer.ReturnAsync(new("till", "1", "R1", Noon.AddDays(6), [new(1, 1)]))).Must();
        Assert.Equal(133 - 10, await retailer.BalanceAsync("M1"));
        (await retailer.ReturnAsync(new("till", "1", "R2", Noon.AddDays(6), [new(1, 1)]))).Must();
        Assert.Equal(40, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Limits_hold_over_days_members_and_all_and_returns_give_room_again(string engine)
    {
        await using var retailer = await OpenAsync(engine, Rule("twice", EffectKind.Multiplier, 200) with { Limits = new RuleLimits(PerDay: 30, PerMember: 50, Budget: 70) });
        (await retailer.BuyAsync(Buy("1", 2000))).Must();
        (await retailer.BuyAsync(Buy("2", 2000))).Must();
        Assert.Equal(40 + 30, await retailer.BalanceAsync("M1"));
        (await retailer.BuyAsync(Buy("3", 10_000, 1))).Must();
        Assert.Equal(70 + 100 + 20, await retailer.BalanceAsync("M1"));
        (await retailer.BuyAsync(Buy("4", 10_000, 1, "M2"))).Must();
        Assert.Equal(100 + 20, await retailer.BalanceAsync("M2"));
        (await retailer.ReturnAsync(new("till", "3", "R1", Noon.AddDays(2), [new(1, 2)]))).Must();
        Assert.Equal(70, await retailer.BalanceAsync("M1"));
        (await retailer.BuyAsync(Buy("5", 10_000, 1, "M2"))).Must();
        Assert.Equal(120 + 100 + 10, await retailer.BalanceAsync("M2"));
        var uses = await retailer.ReadAsync(db => db.Set<RuleUse>().SumAsync(u => u.Points));
        Assert.Equal((60L, 60L), (uses, await retailer.ReadAsync(db => db.Set<RuleTotal>().SumAsync(t => t.Points))));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_budget_is_never_given_twice_by_purchases_side_by_side(string engine)
    {
        await using var retailer = await OpenAsync(engine, Rule("gift", EffectKind.Fixed, 10) with { Limits = new RuleLimits(Budget: 75) });
        for (var i = 3; i <= 24; i++)
        {
            await retailer.AddMemberAsync($"M{i}");
        }

        (await retailer.BuyAsync(Buy("0", 0))).Must();
        await Task.WhenAll(Enumerable.Range(1, 24).Select(i => retailer.BuyAsync(Buy($"{i}", 100, member: $"M{i}"))));
        Assert.Equal(75, await retailer.ReadAsync(db => db.Set<RuleTotal>().SumAsync(t => t.Points)));
        Assert.Equal(24 + 75, await retailer.ReadAsync(db => db.Set<LedgerEntry>().SumAsync(e => e.Points)));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_test_bench_says_what_the_till_will_give_and_writes_nothing(string engine)
    {
        await using var retailer = await OpenAsync(engine, Rule("light", EffectKind.Multiplier, 300, RuleCondition.Is(ConditionKind.Category, "licht")) with { Limits = new RuleLimits(PerDay: 50) },
            Rule("first", EffectKind.Fixed, 5, new RuleCondition(ConditionKind.FirstPurchase)), Rule("web", EffectKind.Fixed, 5, RuleCondition.Is(ConditionKind.Channel, "web")));
        (await retailer.BuyAsync(Buy("1", 1000))).Must();
        var id = await retailer.ReadAsync(db => db.Set<Purchase>().Select(p => p.MemberId!.Value).SingleAsync());
        var basket = (await retailer.Get<BasketOf>().RunAsync(retailer.Anna, "1", null, default)).Must();
        var request = new TryPurchaseRequest(null, basket.Lines, id, "brons", basket.At, basket.Channel, basket.Store, basket.Payment, 0, false, null, basket.PurchaseId);
        var again = (await retailer.Get<TryPurchase>().RunAsync(retailer.Anna, request, default)).Must();
        Assert.Equal((basket.Points, 35L), (again.Points, again.Points));
        var next = (await retailer.Get<TryPurchase>().RunAsync(retailer.Anna, request with { PurchaseId = null, Lines = [basket.Lines[0] with { AmountCents = 4000 }] }, default)).Must();
        Assert.Equal(40 + 30, next.Points);
        Assert.Equal([("first", RuleSilence.Condition), ("light", RuleSilence.Limit), ("web", RuleSilence.Condition)], next.Silent.Select(s => (s.Rule.Id, s.Why)).OrderBy(s => s.Id));
        Assert.Equal([80m], next.Parts.Single(p => p.Id == "light").ByLine);
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<LedgerEntry>().CountAsync()));
    }
}
