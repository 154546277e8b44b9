namespace LoyaltyStudio.Shell.Demo;

/// <summary>The clock of the demo's history: it shows the day that is being lived.</summary>
internal sealed class DemoClock(DateTime startUtc) : TimeProvider
{
    private DateTime now = startUtc;

    internal void Set(DateTime utc) => now = DateTime.SpecifyKind(utc, DateTimeKind.Utc);

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);
}
