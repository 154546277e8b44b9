using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Membership;

/// <summary>Keeps the history of sizes: one row per segment and day; what a day changes in several goes adds up.</summary>
internal static class SegmentSizes
{
    internal static async Task NoteAsync(StudioDb db, long segment, DateOnly on, int size, int entered, int left, CancellationToken ct)
    {
        var row = await db.Set<SegmentSize>().FirstOrDefaultAsync(s => s.SegmentId == segment && s.AsOf == on, ct);
        if (row is null)
        {
            db.Add(row = new SegmentSize { SegmentId = segment, AsOf = on });
        }

        (row.Count, row.Entered, row.Left) = (size, row.Entered + entered, row.Left + left);
        await db.SaveChangesAsync(ct);
        await db.Set<Segment>().Where(s => s.Id == segment).ExecuteUpdateAsync(s => s.SetProperty(x => x.Size, size).SetProperty(x => x.RefreshedOn, on), ct);
    }
}
