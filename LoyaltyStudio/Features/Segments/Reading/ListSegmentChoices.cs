using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Reading;

/// <param name="Attributes">Names of the details that the retailer keeps of members.</param>
/// <param name="Segments">Segments that a condition may name.</param>
public sealed record SegmentOffer(IReadOnlyList<string> Attributes, IReadOnlyList<(long Id, string Name)> Segments);

/// <summary>What of the retailer's own a builder offers, beside the fields that features have.</summary>
public sealed class ShowSegmentOffer(StudioData data)
{
    public async Task<Outcome<SegmentOffer>> RunAsync(Actor actor, long? exceptId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var segments = await db.Set<Segment>().Where(s => !s.Archived && s.Id != exceptId).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        return new SegmentOffer(await db.Set<MemberAttribute>().Select(a => a.Name).Distinct().Order().Take(200).ToListAsync(ct), segments.ConvertAll(s => (s.Id, s.Name)));
    }
}

/// <param name="Field">Key of a field, or of a detail where Event is set.</param>
public sealed record ListSegmentChoicesRequest(string Field, string? Event = null);

/// <summary>The values that a condition can choose from.</summary>
public sealed class ListSegmentChoices(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentCatalogue catalogue)
{
    public async Task<Outcome<IReadOnlyList<SegmentChoice>>> RunAsync(Actor actor, ListSegmentChoicesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSegments))
        {
            return Refuse.Forbidden();
        }

        var field = request.Event is null ? catalogue.Field(request.Field) : catalogue.Event(request.Event)?.AllDetails.FirstOrDefault(f => f.Key == request.Field);
        if (field?.Choices is not { } choices)
        {
            return new List<SegmentChoice>();
        }

        await using var db = data.Read();
        return (await choices(db, (await organisation.CurrentAsync(ct)).Today(clock), ct)).ToList();
    }
}
