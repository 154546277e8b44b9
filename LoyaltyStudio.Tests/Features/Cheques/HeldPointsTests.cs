using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Dashboards.MemberSummary;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Reading;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>Points that a run has counted are there when it issues, are nowhere shown as spendable, and are free again when the run is cancelled. 200 points are a cheque of € 5.</summary>
public sealed class HeldPointsTests
{
    private static async Task<(Retailer Retailer, long Member)> WithPointsAsync(string engine, int points, int validMonths = 12)
    {
        var reference = ReferenceProgramme.Content;
        var programme = reference with
        {
            Earning = reference.Earning with { PendingDays = 0, ValidMonths = validMonths, ValidUntilEndOf = CalendarUnit.Day },
            Tiers = [reference.Tiers[0]],
            Schemes = [new ChequeScheme(CalendarUnit.Quarter, 200, 500, 500, 500, 6, [])],
        };
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2026, 3, 20, 9, 0, 0, DateTimeKind.Utc)), programme);
        var member = await retailer.AddMemberAsync("M1");
        await BuyAsync(retailer, "1", points);
        await ToAsync(retailer, new DateOnly(2026, 4, 1));
        return (retailer, member);
    }

    private static async Task BuyAsync(Retailer retailer, string id, int points) =>
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", id, retailer.Clock.Now, [new("S", 1, points * 100)], "M1"))).Must();

    private static Task ToAsync(Retailer retailer, DateOnly day)
    {
        retailer.Clock.Advance(day.ToDateTime(new TimeOnly(9, 0)) - retailer.Clock.Now);
        return Task.CompletedTask;
    }

    private static async Task<long> PrepareAsync(Retailer retailer)
    {
        var run = (await retailer.Get<PrepareChequeRun>().RunAsync(retailer.Anna, new("2026-Q1"), default)).Must();
        retailer.Clock.Advance(TimeSpan.FromMinutes(1));
        return run;
    }

    private static async Task<ChequeRun> CalculateAsync(Retailer retailer, long run, Action? during = null)
    {
        var done = (await retailer.Get<CalculateChequeRun>().RunAsync(retailer.Anna, run, (_, _, _) => during?.Invoke(), default)).Must();
        retailer.Clock.Advance(TimeSpan.FromMinutes(1));
        return done;
    }

    private static async Task<string> LineAsync(Retailer retailer, long run) => string.Join('\n', await retailer.ReadAsync(db => db.Set<ChequeRunLine>().Where(l => l.RunId == run).Select(l => l.EligiblePoints + " " + l.PointsUsed).ToListAsync()));

    private static async Task<string> SpendAsync(Retailer retailer, long member, int points)
    {
        var reward = (await retailer.Get<SaveReward>().RunAsync(retailer.Anna, new SaveRewardRequest(0, $"r{Guid.NewGuid():N}"[..20], RewardKind.Gift, "Kaars", "Candle", "", "", points, null, null, null, null, [], true, 0), default)).Must();
        return await retailer.Get<SpendOnReward>().RunAsync(retailer.Anna, new(member, reward, $"k{Guid.NewGuid():N}"), default) is { IsDone: false } refused ? refused.Code! : "";
    }

    private static async Task IssueWithoutDebtAsync(Retailer retailer, long run)
    {
        var version = await retailer.ReadAsync(db => db.Set<ChequeRun>().Where(r => r.Id == run).Select(r => r.Version).SingleAsync());
        (await retailer.Get<ApproveChequeRun>().RunAsync(retailer.Bram, run, version, default)).Must();
        var issued = (await retailer.Get<IssueChequeRun>().RunAsync(retailer.Anna, run, null, default)).Must();
        Assert.Equal((ChequeRunState.Reconciled, 1), (issued.State, issued.IssuedCount));
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<PointBalance>().SumAsync(b => b.Debt)));
        await retailer.CheckAsync();
    }

    private static async Task<(long Spendable, long Held)> ShownAsync(Retailer retailer, long member)
    {
        var screen = (await retailer.Get<ShowMemberPoints>().RunAsync(retailer.Anna, member, default)).Must().State;
        var rewards = (await retailer.Get<ShowRewardChoices>().RunAsync(retailer.Anna, member, default)).Must();
        var api = (await retailer.Get<ReadMemberSummary>().RunAsync(retailer.Anna, "M1", default)).Must().Points;
        Assert.Equal((screen.Spendable, screen.Spendable, screen.Held), (rewards.Spendable, api.Active, api.Held));
        return (screen.Spendable, screen.Held);
    }

    private static async Task<long> ExpireAsync(Retailer retailer, DateOnly on) => (await retailer.Get<ExpirePoints>().RunAsync(Actor.Job("night"), on, null, default)).Must().Points;

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task What_a_run_counted_is_not_spendable_anywhere_and_a_reward_takes_other_points_first(string engine)
    {
        var (retailer, member) = await WithPointsAsync(engine, 300);
        await using var _ = retailer;
        var run = await PrepareAsync(retailer);
        await CalculateAsync(retailer, run);
        await BuyAsync(retailer, "2", 150);

        Assert.Equal((250L, 200L), await ShownAsync(retailer, member));
        Assert.Equal("too_few_points", await SpendAsync(retailer, member, 251));
        Assert.Equal("", await SpendAsync(retailer, member, 240));
        Assert.Equal([210L, 0L], await retailer.ReadAsync(db => db.Set<PointLot>().OrderBy(l => l.Id).Select(l => l.Remaining).ToListAsync()));
        Assert.Equal((10L, 200L), await ShownAsync(retailer, member));
        await IssueWithoutDebtAsync(retailer, run);
        Assert.Equal((10L, 0L), await ShownAsync(retailer, member));
    }

    [Theory]
    [InlineData(Engines.Sqlite, true)]
    [InlineData(Engines.Sqlite, false)]
    [InlineData(Engines.PostgreSql, true)]
    [InlineData(Engines.PostgreSql, false)]
    public async Task What_a_run_counted_does_not_end_before_the_run_is_issued_or_cancelled_and_ends_in_the_night_after(string engine, bool issue)
    {
        var (retailer, member) = await WithPointsAsync(engine, 250, validMonths: 1);
        await using var _ = retailer;
        var run = await PrepareAsync(retailer);
        await CalculateAsync(retailer, run);
        await ToAsync(retailer, new DateOnly(2026, 4, 21));
        Assert.Equal(0, await ExpireAsync(retailer, new DateOnly(2026, 4, 21)));
        Assert.Equal((0L, 200L), await ShownAsync(retailer, member));

        // Points that came since are the member's own: what is held stands in the lot that has ended.
        await BuyAsync(retailer, "2", 60);
        Assert.Equal((60L, 200L), await ShownAsync(retailer, member));
        Assert.Equal("", await SpendAsync(retailer, member, 60));
        if (issue)
        {
            await IssueWithoutDebtAsync(retailer, run);
        }
        else
        {
            (await retailer.Get<CancelChequeRun>().RunAsync(retailer.Anna, run, default)).Must();
        }

        Assert.Equal(issue ? 50 : 250, await ExpireAsync(retailer, new DateOnly(2026, 4, 22)));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Cancelling_frees_the_points(string engine)
    {
        var (retailer, member) = await WithPointsAsync(engine, 200);
        await using var _ = retailer;
        var run = await PrepareAsync(retailer);
        await CalculateAsync(retailer, run);
        Assert.Equal("too_few_points", await SpendAsync(retailer, member, 100));
        (await retailer.Get<CancelChequeRun>().RunAsync(retailer.Anna, run, default)).Must();
        Assert.Equal((200L, 0L), await ShownAsync(retailer, member));
        Assert.Equal("", await SpendAsync(retailer, member, 200));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_reward_between_opening_and_calculation_counts_as_taken_and_a_repeat_gives_the_same_line(string engine)
    {
        var (retailer, member) = await WithPointsAsync(engine, 400);
        await using var _ = retailer;
        var run = await PrepareAsync(retailer);
        Assert.Equal("", await SpendAsync(retailer, member, 110));
        retailer.Clock.Advance(TimeSpan.FromMinutes(1));
        await CalculateAsync(retailer, run);
        Assert.Equal("290 200", await LineAsync(retailer, run));

        Assert.Equal("", await SpendAsync(retailer, member, 80));
        await CalculateAsync(retailer, run);
        Assert.Equal("290 200", await LineAsync(retailer, run));
        await IssueWithoutDebtAsync(retailer, run);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_reward_that_is_taken_while_the_lines_are_made_makes_no_debt(string engine)
    {
        var (retailer, member) = await WithPointsAsync(engine, 390);
        await using var _ = retailer;
        var run = await PrepareAsync(retailer);
        var answers = new List<string>();
        await CalculateAsync(retailer, run, () => answers.Add(SpendAsync(retailer, member, 150).GetAwaiter().GetResult()));
        Assert.Equal("240 200", await LineAsync(retailer, run));

        // While it is calculated once more the points stay held.
        await CalculateAsync(retailer, run, () => answers.Add(SpendAsync(retailer, member, 150).GetAwaiter().GetResult()));
        Assert.Equal(["", "too_few_points"], answers);
        Assert.Equal("240 200", await LineAsync(retailer, run));
        await IssueWithoutDebtAsync(retailer, run);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_run_that_is_cancelled_while_its_lines_are_made_stays_cancelled(string engine)
    {
        var (retailer, member) = await WithPointsAsync(engine, 400);
        await using var _ = retailer;
        var run = await PrepareAsync(retailer);
        var outcome = await retailer.Get<CalculateChequeRun>().RunAsync(retailer.Anna, run, (_, _, _) => retailer.Get<CancelChequeRun>().RunAsync(retailer.Bram, run, default).GetAwaiter().GetResult().Must(), default);
        Assert.Equal("changed_meanwhile", outcome.Code);
        Assert.Equal((400L, 0L), await ShownAsync(retailer, member));
        Assert.Equal("", await SpendAsync(retailer, member, 400));
        await retailer.CheckAsync();
    }
}
