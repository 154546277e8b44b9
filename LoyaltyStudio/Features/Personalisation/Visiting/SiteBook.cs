using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Personalisation.Visiting;

/// <summary>What is the same for all visitors.</summary>
/// <param name="Sales">That are not over.</param>
internal sealed record SiteWorld(IReadOnlyList<SiteBlock> Blocks, long[] Segments, ProgrammeTimeline Programme, IReadOnlyList<Sale> Sales);

/// <summary>
/// Keeps published blocks, programme and sales in memory: read again after somebody saved a block and after ten seconds, so that a change elsewhere or in another instance is seen soon. One caller reads and the others
/// go on with what is known.
/// </summary>
public sealed class SiteBook(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private SiteWorld? known;
    private long readAt;
    private volatile bool stale;
    private int reading;

    /// <summary>To be called after a block was saved.</summary>
    public void Forget() => stale = true;

    internal async Task<SiteWorld> CurrentAsync(CancellationToken ct)
    {
        if (known is { } world && ((!stale && clock.GetElapsedTime(readAt) < Fresh) || Interlocked.Exchange(ref reading, 1) == 1))
        {
            return world;
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

    private async Task<SiteWorld> ReadAsync(CancellationToken ct)
    {
        await organisation.CurrentAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = data.Read();
        var blocks = await db.Set<SiteBlock>().AsNoTracking().Where(b => b.Published).ToListAsync(ct);
        var sales = await db.Set<Sale>().AsNoTracking().Where(s => s.EndsAt > now).OrderBy(s => s.StartsAt).ThenBy(s => s.Id).ToListAsync(ct);
        return new SiteWorld(blocks, [.. blocks.Where(b => b is { Audience: BlockAudience.Segment, SegmentId: not null }).Select(b => b.SegmentId!.Value).Distinct()], await ProgrammeBook.TimelineAsync(db, ct), sales);
    }
}
