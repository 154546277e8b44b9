using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Reading;

/// <param name="Common">Members in both.</param>
/// <param name="Either">Members in one of the two or in both.</param>
public sealed record SegmentOverlap(long Id, string Name, int Size, int Common, int Either)
{
    /// <summary>Jaccard: the share of all members of both that are in both.</summary>
    public double Likeness => Either == 0 ? 0 : (double)Common / Either;
}

/// <param name="ExceptId">The segment itself, which is not compared with itself.</param>
public sealed record CompareSegmentRequest(SegmentDefinition Definition, long? ExceptId);

/// <summary>How much a definition has in common with the other segments, the most alike first. The others count as of their last refresh.</summary>
public sealed class CompareSegment(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue, SegmentQuery query, RecentRounds recent)
{
    private const int Most = 100;

    public async Task<Outcome<IReadOnlyList<SegmentOverlap>>> RunAsync(Actor actor, CompareSegmentRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        if (SegmentRules.Check(request.Definition, catalogue) is { Count: > 0 } errors)
        {
            return Refuse.Invalid(errors);
        }

        await using var db = data.Read();
        var scope = await SegmentScope.OfAsync(db, actor, ct);
        var isList = request.ExceptId is { } own && await db.Set<Segment>().AnyAsync(s => s.Id == own && s.Type == SegmentType.Fixed, ct);
        var set = scope.Of(isList ? await SegmentQuery.ListAsync(db, request.ExceptId!.Value, ct)
            : await query.MembersOfAsync(request.Definition, recent.Of((await organisation.CurrentAsync(ct)).Today(clock)), ct));
        var others = await db.Set<Segment>().Where(s => !s.Archived && s.Id != request.ExceptId && s.Size > 0).OrderByDescending(s => s.Size).Take(Most).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var count = set.Count;
        var found = new List<SegmentOverlap>();
        foreach (var other in others)
        {
            var list = scope.Of(await SegmentQuery.ListAsync(db, other.Id, ct));
            var (size, common) = (list.Count, set.Common(list));
            found.Add(new SegmentOverlap(other.Id, other.Name, size, common, count + size - common));
        }

        return found.OrderByDescending(o => o.Likeness).ThenBy(o => o.Name, StringComparer.Ordinal).ToList();
    }
}
