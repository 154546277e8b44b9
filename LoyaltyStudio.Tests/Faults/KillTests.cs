using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Faults;

/// <summary>Promise 5: killed anywhere, started again, the end state equals that of an uninterrupted run. With real processes and SIGKILL.</summary>
public sealed class ImportKillTests(PreparedStudios prepared)
{
    private static readonly string[] Import = ["import", "purchases", "purchases.csv"];

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task An_import_that_is_killed_again_and_again_ends_as_one_that_was_not(string engine)
    {
        await using var whole = await prepared.CopyAsync(engine, purchases: true);
        await using var studio = await prepared.CopyAsync(engine, purchases: false);

        await studio.CrashAsync("import-before-commit", 1, Import);
        await studio.CrashAsync("import-after-commit", 1, Import);
        await studio.CrashAsync("import-before-commit", 2, Import);
        var random = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            random.Add(Random.Shared.Next(500, 2_500));
            await studio.KillAsync(TimeSpan.FromMilliseconds(random[^1]), Import);
        }

        (await studio.RunAsync(Import)).Must();
        await studio.CheckAsync();
        var told = $"Killed after {string.Join(", ", random)} ms.";
        // A random kill may come after the end; then the last run was one over a file that is in already, and has a row of its own.
        FaultStudio.AssertSame(await whole.StateAsync(BusinessState.Purchases[1..]), await studio.StateAsync(BusinessState.Purchases[1..]), told);
        FaultStudio.AssertSame((await whole.StateAsync(BusinessState.Purchases[..1])), [.. (await studio.StateAsync(BusinessState.Purchases[..1])).Take(3)], told);
    }
}

public sealed class ChequeKillTests(PreparedStudios prepared)
{
    internal static readonly string[] Issue = ["jobs", "run", "issue-cheques", "--period", PreparedStudios.Period, "--set", $"approved_by={PreparedStudios.Approver}"];

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task A_cheque_run_that_is_killed_at_every_point_gives_every_member_one_cheque_and_one_debit(string engine)
    {
        await using var whole = await prepared.CopyAsync(engine, purchases: true);
        (await whole.RunAsync(Issue)).Must();
        await using var studio = await prepared.CopyAsync(engine, purchases: true);

        await studio.CrashAsync("job-claimed", 1, Issue);
        await studio.CrashAsync("cheques-calculated-block", 1, Issue);
        await studio.CrashAsync("cheques-calculated-block", 3, Issue);
        await studio.CrashAsync("cheques-before-calculated", 1, Issue);
        await studio.CrashAsync("cheques-after-ledger", 1, Issue);
        await studio.CrashAsync("cheques-before-commit", 1, Issue);
        await studio.CrashAsync("cheques-after-commit", 1, Issue);
        await studio.CrashAsync("cheques-after-ledger", 1, Issue);
        await studio.CrashAsync("cheques-before-commit", 2, Issue);
        (await studio.RunAsync(Issue)).Must();

        await studio.CheckAsync();
        var state = await studio.StateAsync(BusinessState.Cheques);
        FaultStudio.AssertSame(await whole.StateAsync(BusinessState.Cheques), state, "Killed at every named point.");
        Assert.Contains("| Reconciled |", state[1], StringComparison.Ordinal);
        Assert.Equal(["0"], (await studio.StateAsync("SELECT count(*) FROM (SELECT member_id FROM cheque GROUP BY member_id HAVING count(*) <> 1) m")).Skip(1));
        Assert.Equal(["0"], (await studio.StateAsync("SELECT count(*) FROM cheque c LEFT JOIN ledger_entry e ON e.id = c.entry_id AND e.member_id = c.member_id AND e.points = -c.points_used WHERE e.id IS NULL")).Skip(1));
    }

    [Fact]
    public async Task A_cheque_run_that_is_killed_at_any_moment_ends_as_one_that_was_not()
    {
        await using var whole = await prepared.CopyAsync(Engines.Sqlite, purchases: true);
        (await whole.RunAsync(Issue)).Must();
        for (var left = Kills.Of(4); left > 0;)
        {
            await using var studio = await prepared.CopyAsync(Engines.Sqlite, purchases: true);
            var moments = new List<int>();
            for (; moments.Count < 5 && left > 0; left--)
            {
                moments.Add(Random.Shared.Next(700, 2_600));
                await studio.KillAsync(TimeSpan.FromMilliseconds(moments[^1]), Issue);
            }

            (await studio.RunAsync(Issue)).Must();
            await studio.CheckAsync();
            FaultStudio.AssertSame(await whole.StateAsync(BusinessState.Cheques), await studio.StateAsync(BusinessState.Cheques), $"Killed after {string.Join(", ", moments)} ms.");
        }
    }

    [Fact]
    public async Task Two_processes_that_issue_the_same_period_at_once_issue_it_once()
    {
        await using var whole = await prepared.CopyAsync(Engines.PostgreSql, purchases: true);
        (await whole.RunAsync(Issue)).Must();
        await using var studio = await prepared.CopyAsync(Engines.PostgreSql, purchases: true);

        await Task.WhenAll(studio.RunAsync(Issue), studio.RunAsync(Issue));
        (await studio.RunAsync(Issue)).Must();

        await studio.CheckAsync();
        FaultStudio.AssertSame(await whole.StateAsync(BusinessState.Cheques), await studio.StateAsync(BusinessState.Cheques), "Two processes at once.");
    }
}

public sealed class CampaignKillTests(PreparedStudios prepared)
{
    private static readonly string[] Run = ["jobs", "run", "run-campaigns", "--as-of", PreparedStudios.QuarterStart.AddDays(200).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)];

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task A_campaign_run_that_is_killed_draws_every_member_once_and_writes_one_message(string engine)
    {
        await using var whole = await prepared.CopyAsync(engine, purchases: true);
        (await whole.RunAsync(Run)).Must();
        await using var studio = await prepared.CopyAsync(engine, purchases: true);

        await studio.CrashAsync("campaign-before-commit", 1, Run);
        await studio.CrashAsync("campaign-after-block", 1, Run);
        await studio.CrashAsync("campaign-before-commit", 1, Run);
        var moment = Random.Shared.Next(700, 2_000);
        await studio.KillAsync(TimeSpan.FromMilliseconds(moment), Run);
        (await studio.RunAsync(Run)).Must();

        await studio.CheckAsync();
        var state = await studio.StateAsync(BusinessState.Campaigns);
        Assert.True(state.Count > 2_000, "The campaign reached hardly anybody, so that this test proves nothing.");
        FaultStudio.AssertSame(await whole.StateAsync(BusinessState.Campaigns), state, $"Killed after {moment} ms.");
    }
}
