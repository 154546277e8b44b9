using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Lifecycle;

/// <summary>What becomes known long after its day moves members in the next ordinary night, and not only when everybody is looked at.</summary>
public sealed class LateSignalTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_promise_found_broken_weeks_later_puts_its_member_at_risk_and_word_of_its_keeping_takes_that_back(string engine)
    {
        var world = await BuyersAsync(engine);
        await using var retailer = world.Retailer;
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new MemberPromise { Id = 1, Kind = "delivery", Reference = "1", MemberId = 1, MadeOn = world.Today.AddDays(-30), DueOn = world.Today.AddDays(-20), BrokenOn = world.Today.AddDays(-19) });
            await db.SaveChangesAsync(Ct);
        }, Ct);
        Assert.Equal(LifecycleState.AtRisk, await NightAsync(world));
        await retailer.Data.WriteAsync(db => db.Set<MemberPromise>().ExecuteUpdateAsync(s => s.SetProperty(p => p.DoneOn, p => (DateOnly?)p.DueOn).SetProperty(p => p.BrokenOn, (DateOnly?)null), Ct), Ct);
        Assert.Equal(LifecycleState.Active, await NightAsync(world));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task An_answer_typed_in_weeks_later_counts_from_its_day(string engine)
    {
        var world = await BuyersAsync(engine);
        await using var retailer = world.Retailer;
        await AnswerAsync(world, 30, 2);
        Assert.Equal(LifecycleState.AtRisk, await NightAsync(world));
        await AnswerAsync(world, 20, 8);
        Assert.Equal(LifecycleState.Active, await NightAsync(world));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Consents_taken_back_in_a_file_count_in_the_next_night(string engine)
    {
        var world = await BuyersAsync(engine);
        await using var retailer = world.Retailer;
        var now = retailer.Clock.Now;
        await retailer.Data.WriteAsync(db => ConsentBook.RecordManyAsync(db, retailer.Anna, [new Consent(1, true, now.AddDays(-9), "file"), new Consent(1, false, now.AddDays(-8), "file")], "nieuwsbrief", now, Ct), Ct);
        Assert.Equal(LifecycleState.Lost, await NightAsync(world));
    }

    /// <summary>Members with three purchases, so active, and past the night in which everybody is looked at.</summary>
    private static async Task<LifecycleWorld> BuyersAsync(string engine)
    {
        var world = await LifecycleWorld.OpenAsync(engine, 3, 4);
        for (var i = 0; i < 3; i++)
        {
            await world.BuyAsync(0, "Koffie");
        }

        Assert.Equal(LifecycleState.Active, await NightAsync(world, full: true));
        Assert.Equal(LifecycleState.Active, await NightAsync(world));
        return world;
    }

    private static Task AnswerAsync(LifecycleWorld world, int ago, int score) => world.Retailer.Data.WriteAsync(async db =>
    {
        db.Add(new SurveyAnswer { SurveyId = 1, MemberId = 1, Score = score, AnsweredAt = world.Retailer.Clock.Now.AddDays(-ago), AnsweredOn = world.Today.AddDays(-ago) });
        await db.SaveChangesAsync(Ct);
    }, Ct);

    private static async Task<LifecycleState> NightAsync(LifecycleWorld world, bool full = false)
    {
        world.Retailer.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(full, (await world.NightAsync()).Full);
        return (await world.StandAsync())[1].State;
    }
}
