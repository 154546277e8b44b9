using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Faults;

/// <summary>The nightly look at promises by a process that is killed: every broken promise has one recovery in the end, whatever died on the way.</summary>
public sealed class PromiseKillTests(PreparedStudios prepared)
{
    private static readonly string[] Watch = ["jobs", "run", "watch-promises"];

    [Theory, InlineData(Engines.Sqlite), InlineData(Engines.PostgreSql)]
    public async Task Every_broken_promise_has_one_recovery_whatever_dies_on_the_way(string engine)
    {
        await using var studio = await prepared.CopyAsync(engine, purchases: false);
        var (made, due) = engine == Engines.Sqlite ? ("'2026-01-01'", "'2026-01-05'") : ("DATE '2026-01-01'", "DATE '2026-01-05'");
        await studio.ChangeAsync($"INSERT INTO member_promise (kind, reference, channel, made_on, due_on, note) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) SELECT 'x', CAST(i AS text), 'Store', {made}, {due}, '' FROM n");
        await studio.CrashAsync("watch-promises-before-commit", 1, Watch);
        await studio.CrashAsync("watch-promises-between-blocks", 1, Watch);
        (await studio.RunAsync(Watch)).Must();
        Assert.Equal(["4500 | 4500"], (await studio.StateAsync("SELECT (SELECT count(*) FROM recovery), (SELECT count(*) FROM member_promise WHERE broken_on IS NOT NULL)")).Skip(1));
        await studio.CheckAsync();
    }
}
