namespace LoyaltyStudio.Jobs;

/// <summary>The time zone in which schedules are read: the organisation's.</summary>
public interface IJobZone
{
    /// <summary>The zone, or null as long as the installation has not been set up; nothing fires until then.</summary>
    Task<TimeZoneInfo?> FindAsync(CancellationToken ct);
}

internal static class JobZone
{
    /// <summary>The organisation's zone, or the product's own where there is none yet.</summary>
    internal static async Task<TimeZoneInfo> OrDefaultAsync(this IJobZone zone, CancellationToken ct) =>
        await zone.FindAsync(ct) ?? TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
}
