using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Points;

/// <param name="ActiveBy">They will come from lots that are active by this day.</param>
public sealed record PointHold(long Points, DateOnly ActiveBy)
{
    /// <summary>
    /// How many of them stand in points that still can be spent. Lots whose last day has passed wait for the holder and are taken first, so they cover a part.
    /// </summary>
    /// <param name="ended">What is left of lots whose last day lies before today and that were active by <see cref="ActiveBy"/>.</param>
    public long OfLiving(long ended) => Math.Max(0, Points - ended);
}

/// <summary>Points that something above has promised already and will take soon, such as a cheque run between its calculation and its issue.</summary>
public interface IPointHold
{
    /// <summary>
    /// For a transaction that is about to take points: waits for whoever is beginning to hold some at this moment, and lets nobody begin before the transaction ends. Ask what is held after it.
    /// </summary>
    Task SettleAsync(StudioDb db, CancellationToken ct);

    /// <summary>What is held of these members; a member of whom nothing is held is left out.</summary>
    Task<IReadOnlyDictionary<long, PointHold>> HeldAsync(StudioDb db, IReadOnlyCollection<long> members, CancellationToken ct);

    /// <summary>Everybody of whom something is held, as a query to look members up in; null when nothing is held at all.</summary>
    Task<IQueryable<long>?> HoldersAsync(StudioDb db, CancellationToken ct);
}
