using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Reading;

/// <summary>The size after the refresh of a day.</summary>
public sealed record SegmentDaySize(DateOnly On, int Count, int Entered, int Left);

public sealed record SegmentDetail(SegmentDraft Draft, string Code, bool Archived, int Size, DateOnly? RefreshedOn, int Members, string Author, DateTime CreatedAt, IReadOnlyList<SegmentDaySize> History,
    IReadOnlyList<SegmentUse> Uses, SegmentNames Names)
{
    public long Id => Draft.Id!.Value;
}

/// <summary>One segment with what it asks, its history and what uses it.</summary>
public sealed class ShowSegment(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue, IEnumerable<ISegmentUse> uses)
{
    private const int HistoryDays = 400;

    public async Task<Outcome<SegmentDetail>> RunAsync(Actor actor, long segmentId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<Segment>().FirstOrDefaultAsync(s => s.Id == segmentId, ct) is not { } s)
        {
            return Refuse.NotFound("segment_unknown", "This segment does not exist any more.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var since = today.AddDays(-HistoryDays);
        var history = await db.Set<SegmentSize>().Where(z => z.SegmentId == segmentId && z.AsOf > since).OrderBy(z => z.AsOf).Select(z => new SegmentDaySize(z.AsOf, z.Count, z.Entered, z.Left)).ToListAsync(ct);
        var definition = SegmentDefinition.Parse(s.Definition);
        var used = new List<SegmentUse>();
        foreach (var use in uses)
        {
            used.AddRange(await use.FindAsync(db, s.Id, s.Code, ct));
        }

        return new SegmentDetail(new SegmentDraft(s.Id, s.Version, s.Name, s.Description, s.Type, definition), s.Code, s.Archived, s.Size, s.RefreshedOn,
            await db.Set<Member>().CountAsync(m => m.Status == MemberStatus.Active, ct), s.Author, s.CreatedAt, history, used, await SegmentNames.LoadAsync(db, catalogue, [definition.Root], today, ct));
    }
}
