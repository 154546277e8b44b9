using LoyaltyStudio.Jobs;

namespace LoyaltyStudio.Tests.Support;

internal sealed class FakeZone : IJobZone
{
    internal TimeZoneInfo? Zone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    public Task<TimeZoneInfo?> FindAsync(CancellationToken ct) => Task.FromResult(Zone);
}

/// <summary>Work that does what the test says.</summary>
internal sealed class FakeWork(string name, Func<WorkRun, CancellationToken, Task<string>> body, string cron = "0 30 5 * * ?") : IScheduledWork
{
    public string Name => name;
    public string DefaultCron => cron;
    public Task<string> RunAsync(WorkRun run, CancellationToken ct) => body(run, ct);
}
