using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>The organisation as the rest of the product uses it.</summary>
public sealed record OrganisationInfo(string Name, string Language, string Currency, string PublicUrl, string MailFrom, bool SecondApprover, BusinessCalendar Calendar)
{
    public DateOnly Today(TimeProvider clock) => Calendar.Today(clock);
}

/// <summary>Gives the organisation's settings, read once and again after a change or ten seconds.</summary>
public sealed class OrganisationBook(StudioData data, TimeProvider clock)
{
    private OrganisationInfo? known;
    private long readAt;

    /// <summary>The settings. Throws when the set-up has not been done; ask <see cref="IsSetUpAsync"/> where that can be.</summary>
    public async Task<OrganisationInfo> CurrentAsync(CancellationToken ct = default) => await FindAsync(ct)
        ?? throw new NotSetUpException();

    public async Task<bool> IsSetUpAsync(CancellationToken ct = default) => await FindAsync(ct) is not null;

    /// <summary>To be called after the settings were saved.</summary>
    public void Forget() => known = null;

    private async Task<OrganisationInfo?> FindAsync(CancellationToken ct)
    {
        if (known is { } info && clock.GetElapsedTime(readAt) < TimeSpan.FromSeconds(10))
        {
            return info;
        }

        await using var db = data.Read();
        var row = await db.Set<Organisation>().FirstOrDefaultAsync(ct);
        readAt = clock.GetTimestamp();
        return known = row is null ? null : new OrganisationInfo(row.Name, row.Language, row.Currency, row.PublicUrl, row.MailFrom, row.SecondApprover,
            new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone)));
    }
}

/// <summary>Something was asked of an installation that has no organisation yet.</summary>
public sealed class NotSetUpException() : Exception("This installation has not been set up yet. Open it in the browser, or run the verb `setup`.");
