using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Reading;

/// <param name="Trend">Sizes of the last days, the oldest first.</param>
public sealed record SegmentRow(long Id, string Code, string Name, string Description, SegmentType Type, bool Archived, int Size, DateOnly? RefreshedOn, SegmentNode Root, IReadOnlyList<int> Trend);

/// <param name="Members">Members who take part: what shares are of.</param>
public sealed record SegmentList(IReadOnlyList<SegmentRow> Rows, int Members, SegmentNames Names);

/// <param name="Archived">True for the segments that were put away.</param>
public sealed record ListSegmentsRequest(string Search = "", bool Archived = false);

/// <summary>All segments by name, with the sizes of the last refresh.</summary>
public sealed class ListSegments(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue)
{
    private const int TrendDays = 60, Most = 500;

    public async Task<Outcome<SegmentList>> RunAsync(Actor actor, ListSegmentsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var rows = await db.Set<Segment>().Where(s => s.Archived == request.Archived).OrderBy(s => s.Name).Take(Most).ToListAsync(ct);
        rows = rows.FindAll(s => $"{s.Name} {s.Description} {s.Code}".Contains(request.Search, StringComparison.CurrentCultureIgnoreCase));
        var since = today.AddDays(-TrendDays);
        var sizes = (await db.Set<SegmentSize>().Where(s => s.AsOf > since).OrderBy(s => s.AsOf).Select(s => new { s.SegmentId, s.Count }).ToListAsync(ct)).ToLookup(s => s.SegmentId, s => s.Count);
        var roots = rows.ToDictionary(s => s.Id, s => SegmentDefinition.Parse(s.Definition).Root);
        return new SegmentList([.. rows.Select(s => new SegmentRow(s.Id, s.Code, s.Name, s.Description, s.Type, s.Archived, s.Size, s.RefreshedOn, roots[s.Id], [.. sizes[s.Id]]))],
            await db.Set<Member>().CountAsync(m => m.Status == MemberStatus.Active, ct), await SegmentNames.LoadAsync(db, catalogue, roots.Values, today, ct));
    }
}
