using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>The big retailer, small: what is measured on it is a state that the product itself could have come to.</summary>
public sealed class BigRetailerTests
{
    private const int Members = 300;

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task Everything_that_must_hold_does_and_the_evaluation_finds_nothing_to_change(string engine)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.OnAsync(engine);
        await BigRetailer.FillAsync(database, Members, ct);
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        await retailer.CheckAsync(engine);
        Assert.Equal(Members, await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().CountAsync(ct)));
        Assert.InRange(await retailer.ReadAsync(db => db.Set<Purchase>().CountAsync(ct)), Members * 8, Members * 12);
        Assert.True(await retailer.ReadAsync(db => db.Set<TierChange>().CountAsync(ct)) > 10);
        var done = (await retailer.Get<EvaluateTiers>().RunAsync(Actor.Job("test"), BigRetailerSales.Today, null, ct)).Must();
        Assert.Equal((0, 0, 0), (done.Up, done.Down, done.Kept));
    }

    [Fact]
    public async Task The_points_are_those_that_the_earning_policy_counts()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.SqliteAsync();
        await BigRetailer.FillAsync(database, 60, ct);
        await using var retailer = Retailer.Over(database, BigRetailer.Clock());
        var rows = await retailer.ReadAsync(db => (from e in db.Set<LedgerEntry>() where e.Kind == EntryKind.Earn select e).ToListAsync(ct));
        foreach (var entry in rows)
        {
            var basis = EarningBasis.FromJson(entry.Basis!);
            var facts = new EarningFacts(entry.OccurredAt, "store", "", "", basis.Tier, false, MemberFacts.None);
            var (points, again) = EarningPolicy.Explain(ReferenceProgramme.Content, facts, 0, [new EarningLine(LineKind.Goods, "", basis.EligibleCents, 1, 1, "", "")]);
            Assert.Equal((entry.Points, entry.Basis), (points, again.ToJson()));
        }
    }
}
