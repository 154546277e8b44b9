using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>The organisation as the rest of the product uses it.</summary>
public sealed record OrganisationInfo(string Name, string Language, string Currency, string PublicUrl, string MailFrom, bool SecondApprover, BusinessCalendar Calendar)
{
    /// <summary>Points above which a correction by hand waits for a second person.</summary>
    public int AdjustmentLimit { get; init; } = 500;

    public BrandInfo Brand { get; init; } = BrandInfo.Default;

    public DateOnly Today(TimeProvider clock) => Calendar.Today(clock);
}

/// <summary>
/// Gives the organisation's settings, read once and again after a change or ten seconds. One caller at a time reads again and the others go on with what is
/// known: they may stand in a transaction, and if all of those waited for one connection more, the pool would never have one.
/// </summary>
public sealed class OrganisationBook(StudioData data, TimeProvider clock)
{
    private OrganisationInfo? known;
    private long readAt;
    private volatile bool stale;
    private int reading;

    /// <summary>The settings. Throws when the set-up has not been done; ask <see cref="IsSetUpAsync"/> where that can be.</summary>
    public async Task<OrganisationInfo> CurrentAsync(CancellationToken ct = default) => await FindAsync(ct)
        ?? throw new NotSetUpException();

    public async Task<bool> IsSetUpAsync(CancellationToken ct = default) => await FindAsync(ct) is not null;

    /// <summary>To be called after the settings were saved.</summary>
    public void Forget() => stale = true;

    private async Task<OrganisationInfo?> FindAsync(CancellationToken ct)
    {
        if (known is { } info && ((!stale && clock.GetElapsedTime(readAt) < TimeSpan.FromSeconds(10)) || Interlocked.Exchange(ref reading, 1) == 1))
        {
            return info;
        }

        try
        {
            stale = false;
            return known = await ReadAsync(ct);
        }
        finally
        {
            readAt = clock.GetTimestamp();
            reading = 0;
        }
    }

    private async Task<OrganisationInfo?> ReadAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var row = await db.Set<Organisation>().FirstOrDefaultAsync(ct);
        return row is null ? null : new OrganisationInfo(row.Name, row.Language, row.Currency, row.PublicUrl, row.MailFrom, row.SecondApprover,
            new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone)))
        {
            AdjustmentLimit = row.AdjustmentLimit, Brand = await BrandInfo.ReadAsync(db, ct),
        };
    }
}

/// <summary>Something was asked of an installation that has no organisation yet.</summary>
public sealed class NotSetUpException() : Exception("This installation has not been set up yet. Open it in the browser, or run the verb `setup`.");
