using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Points;

/// <summary>Tells rules in which segments members are; the feature that keeps segments answers.</summary>
public interface ISegmentCodes
{
    /// <summary>Codes of the segments per member.</summary>
    Task<ILookup<long, string>> OfAsync(StudioDb db, IReadOnlyCollection<long> members, CancellationToken ct);
}
