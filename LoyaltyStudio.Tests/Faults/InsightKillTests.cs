using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Faults;

/// <summary>The nights that learn, killed between blocks and at any moment, end with the same rows.</summary>
public sealed class InsightKillTests(PreparedStudios prepared)
{
    private static readonly string AsOf = PreparedStudios.QuarterStart.AddDays(120).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly string[] Refit = ["jobs", "run", "refit-predictions", "--as-of", AsOf];
    private static readonly string[] Cohorts = ["jobs", "run", "refresh-cohorts", "--as-of", AsOf];

    private static readonly string[] State =
    [
        "SELECT as_of, members, repeaters, days, fall_back, fingerprint FROM model_fit ORDER BY id",
        "SELECT member_id, first_on, last_on, days, active90, purchases90, purchases365, spend_cents, value_cents, next_on, early_on FROM member_prediction ORDER BY member_id",
        "SELECT member_id, product_id, gaps, last_on, due_on, early_on, late_on, due_share FROM replenishment ORDER BY 1, 2",
        "SELECT fact, month, store_id, source, channel, step, number, members, base, cents FROM cohort_cell ORDER BY 1, 2, 3, 4, 5, 6, 7",
        "SELECT month, store_id, source, channel, p.\"from\", p.\"to\", members FROM cohort_path p ORDER BY 1, 2, 3, 4, 5, 6",
        "SELECT as_of FROM cohort_state",
    ];

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task Expectations_and_cohorts_that_are_killed_end_as_ones_that_were_not(string engine)
    {
        await using var whole = await prepared.CopyAsync(engine, purchases: true);
        (await whole.RunAsync(Refit)).Must();
        (await whole.RunAsync(Cohorts)).Must();
        await using var studio = await prepared.CopyAsync(engine, purchases: true);

        await studio.CrashAsync("predictions-between-blocks", 1, Refit);
        var moment = Random.Shared.Next(500, 2_500);
        await studio.KillAsync(TimeSpan.FromMilliseconds(moment), Refit);
        (await studio.RunAsync(Refit)).Must();
        await studio.CrashAsync("cohorts-between-blocks", 1, Cohorts);
        await studio.KillAsync(TimeSpan.FromMilliseconds(moment), Cohorts);
        (await studio.RunAsync(Cohorts)).Must();

        var state = await studio.StateAsync(State);
        Assert.True(state.Count > 4_000, "Hardly anybody has an expectation, so that this test proves nothing.");
        FaultStudio.AssertSame(await whole.StateAsync(State), state, $"Killed between blocks and after {moment} ms.");
    }
}
