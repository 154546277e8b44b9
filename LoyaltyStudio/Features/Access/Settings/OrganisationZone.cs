using LoyaltyStudio.Jobs;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>Schedules are read in the organisation's time zone.</summary>
public sealed class OrganisationZone(OrganisationBook organisations) : IJobZone
{
    public async Task<TimeZoneInfo?> FindAsync(CancellationToken ct) =>
        await organisations.IsSetUpAsync(ct) ? (await organisations.CurrentAsync(ct)).Calendar.Zone : null;
}
