using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Points;

/// <param name="ActiveBy">They will come from lots that are active by this day.</param>
public sealed record PointHold(long Points, DateOnly ActiveBy);

/// <summary>Points that something above has promised already and will take soon, such as a cheque run between its calculation and its issue.</summary>
public interface IPointHold
{
    /// <summary>What is held of these members; a member of whom nothing is held is left out.</summary>
    Task<IReadOnlyDictionary<long, PointHold>> HeldAsync(StudioDb db, IReadOnlyCollection<long> members, CancellationToken ct);

    /// <summary>Everybody of whom something is held, as a query to look members up in; null when nothing is held at all.</summary>
    Task<IQueryable<long>?> HoldersAsync(StudioDb db, CancellationToken ct);
}
