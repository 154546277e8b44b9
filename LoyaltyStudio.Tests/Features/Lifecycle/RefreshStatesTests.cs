using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Reading;
using LoyaltyStudio.Features.Lifecycle.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Lifecycle;

/// <summary>The nightly job, on both databases, beside a plain model that works everything out anew.</summary>
public sealed class RefreshStatesTests
{
    [Theory]
    [InlineData(Engines.Sqlite, 1)]
    [InlineData(Engines.PostgreSql, 101)]
    public async Task After_every_night_each_member_stands_where_the_model_says(string engine, int first)
    {
        var last = int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SEEDS"), out var more) ? first + more - 1 : first + 1;
        for (var seed = first; seed <= last; seed++)
        {
            var world = await LifecycleWorld.OpenAsync(engine, seed, 60);
            await using var retailer = world.Retailer;
            var seen = new HashSet<LifecycleState>();
            var month = -1;
            for (var night = 0; night < 70; night++)
            {
                await world.LiveAsync(1 + (night % 9));
                if (month != world.Today.Month)
                {
                    month = world.Today.Month;
                    world.States.Measure(world.Members, world.Today);
                }

                await world.NightAsync();
                var stand = await world.StandAsync();
                for (var i = 0; i < world.Members.Count; i++)
                {
                    var expected = world.States.Of(world.Members[i], world.Members, world.Today);
                    Assert.True(stand[i + 1].State == expected, $"seed {seed}, {world.Today}: member {i + 1} is {stand[i + 1].State} ({stand[i + 1].Cause}), the model says {expected}");
                    seen.Add(expected);
                }
            }

            // The broken promises of this test have no recoveries, so only the check of the states is asked.
            var check = retailer.All<IInvariantCheck>().Single(c => c.Code == "states");
            Assert.Empty(await retailer.ReadAsync(db => check.FindBreachesAsync(db, CancellationToken.None)));
            Assert.True(seen.Count >= 8, $"seed {seed} came to {string.Join(", ", seen)} only");
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_run_that_breaks_off_goes_on_and_a_second_one_changes_nothing(string engine)
    {
        var world = await LifecycleWorld.OpenAsync(engine, 5, 260);
        await using var retailer = world.Retailer;
        await world.BuyAsync(3);
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.NightAsync((done, _, step) =>
        {
            if (step == "members" && done > 0)
            {
                throw new InvalidOperationException("The power went off.");
            }
        }, full: false));
        Assert.InRange((await world.StandAsync()).Count, 1, 259);
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<StateRun>().CountAsync()));
        var second = await world.NightAsync();
        Assert.True(second.Full && second.Moved < 260);
        Assert.Equal(260, (await world.StandAsync()).Count);
        Assert.Equal(0, (await world.NightAsync()).Moved);
        Assert.Equal(0, (await world.NightAsync(full: true)).Moved);
        Assert.Equal(260, await retailer.ReadAsync(db => db.Set<StateChange>().CountAsync()));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_matrix_of_a_month_leads_from_the_states_at_its_beginning_to_those_at_its_end(string engine)
    {
        var world = await LifecycleWorld.OpenAsync(engine, 9, 60);
        await using var retailer = world.Retailer;
        var ends = new Dictionary<DateOnly, Dictionary<long, LifecycleState>>();
        for (var night = 0; night < 130; night++)
        {
            var before = world.Today;
            await world.LiveAsync(1);
            await world.NightAsync();
            if (world.Today.AddDays(1).Day == 1)
            {
                ends[world.Today] = (await world.StandAsync()).ToDictionary(s => s.Key, s => s.Value.State);
            }
        }

        // A chosen month in the middle, whose end lies behind.
        var month = new DateOnly(2024, 4, 1);
        var board = (await retailer.Get<ReadLifecycle>().RunAsync(retailer.Anna, new ReadLifecycleRequest(month), CancellationToken.None)).Must();
        var (begin, end) = (ends[month.AddDays(-1)], ends[month.AddMonths(1).AddDays(-1)]);
        var expected = begin.Select(b => (From: b.Value, To: end[b.Key])).CountBy(m => m).ToDictionary(m => m.Key, m => m.Value);
        Assert.Equal(expected.OrderBy(e => e.Key), board.Moves.ToDictionary(m => (m.From, m.To), m => m.Count).OrderBy(e => e.Key));
        Assert.Equal(60, board.Members);
        var place = board.Months.ToList().IndexOf(month);
        Assert.All(board.States, s => Assert.Equal(end.Count(e => e.Value == s.State), s.Ends[place]));
        var own = (await retailer.Get<ReadLifecycle>().RunAsync(Retailer.Person(9, "Chantal", [1]), new ReadLifecycleRequest(month), CancellationToken.None)).Must();
        Assert.Equal(30, own.Members);
        Assert.Equal("forbidden", (await retailer.Get<ReadLifecycle>().RunAsync(Retailer.Person(9, "Chantal", [1]), new ReadLifecycleRequest(month, 2), CancellationToken.None)).Code);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task What_a_form_shows_for_other_limits_is_what_the_next_night_does(string engine)
    {
        var world = await LifecycleWorld.OpenAsync(engine, 12, 60);
        await using var retailer = world.Retailer;
        for (var night = 0; night < 40; night++)
        {
            await world.LiveAsync(4);
        }

        await world.NightAsync(full: true);
        var now = (await retailer.Get<LifecycleRules>().RunAsync(retailer.Anna, CancellationToken.None)).Must();
        var other = now with { Hesitating = 1.2m, Lapsed = 1.8m, Lost = 2.5m, NewDays = 30, ReturnedDays = 20 };
        var tried = (await retailer.Get<TryLimits>().RunAsync(retailer.Anna, other, CancellationToken.None)).Must();
        Assert.InRange(tried.Moving, 1, 60);
        var before = await world.StandAsync();
        (await retailer.Get<SaveLifecycleLimits>().RunAsync(retailer.Anna, other, CancellationToken.None)).Must();
        Assert.True((await world.NightAsync()).Full);
        var after = await world.StandAsync();
        var moves = before.Select(b => (From: b.Value.State, To: after[b.Key].State)).CountBy(m => m).ToDictionary(m => m.Key, m => m.Value);
        Assert.Equal(moves.OrderBy(m => m.Key), tried.Moves.ToDictionary(m => (m.From, m.To), m => m.Count).OrderBy(m => m.Key));
        Assert.Equal("changed_meanwhile", (await retailer.Get<SaveLifecycleLimits>().RunAsync(retailer.Anna, other, CancellationToken.None)).Code);
        Assert.Equal(["lapsed", "lost_days"], (await retailer.Get<TryLimits>().RunAsync(retailer.Anna, other with { Lapsed = 1, LostDays = 2 }, CancellationToken.None)).Errors.Select(e => e.Field));
    }

    [Fact]
    public async Task A_member_page_says_the_rhythm_the_cause_and_every_move()
    {
        var world = await LifecycleWorld.OpenAsync(Engines.Sqlite, 3, 3);
        await using var retailer = world.Retailer;
        for (var i = 0; i < 4; i++)
        {
            retailer.Clock.Advance(TimeSpan.FromDays(i == 0 ? 1 : 20));
            await world.BuyAsync(0, "Koffie");
            await world.NightAsync();
        }

        retailer.Clock.Advance(TimeSpan.FromDays(70));
        await world.NightAsync();
        var seen = (await retailer.Get<ShowMemberState>().RunAsync(retailer.Anna, 1, CancellationToken.None)).Must()!;

        // Three gaps of twenty days against the sixty of the beginning: (3 × 20 + 3 × 60) ÷ 6.
        Assert.Equal((LifecycleState.Hesitating, 40, 3, "Koffie", 70, 1.75), (seen.State, seen.RhythmDays, seen.Gaps, seen.Category, seen.DaysAgo, seen.Times));
        Assert.Equal([LifecycleState.Hesitating, LifecycleState.Active, LifecycleState.New], seen.Changes.Select(c => c.To));
        Assert.Equal(seen.LastPurchaseOn!.Value.AddDays(60), seen.Since);
        Assert.Equal(seen.LastPurchaseOn.Value.AddDays(160), seen.Limits!.LostOn);
        Assert.Equal("member_unknown", (await retailer.Get<ShowMemberState>().RunAsync(Retailer.Person(9, "Chantal", [1]), 1, CancellationToken.None)).Code);
    }
}
