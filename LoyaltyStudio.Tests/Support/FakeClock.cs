namespace LoyaltyStudio.Tests.Support;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class FakeClock(DateTime startUtc) : TimeProvider
{
    private DateTime now = DateTime.SpecifyKind(startUtc, DateTimeKind.Utc);

    internal FakeClock() : this(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc))
    {
    }

    internal DateTime Now => now;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    internal void Advance(TimeSpan by) => now += by;
}
