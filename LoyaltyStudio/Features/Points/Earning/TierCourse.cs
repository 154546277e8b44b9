using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>
/// The tiers of members while their purchases are counted one after another. Points may not know tiers, which stand above it; this is the moment
/// that it owns: a tier is needed for earning, and earned points may raise it.
/// </summary>
public interface ITierCourse
{
    /// <summary>Starts a course over these members, who buy on or after <paramref name="from"/> in this transaction.</summary>
    /// <param name="without">Purchases that the caller tells itself by <see cref="ITierRun.Kept"/>: those of this transaction, and those of which units come back in it.</param>
    Task<ITierRun> StartAsync(StudioDb db, ProgrammeTimeline timeline, IReadOnlyCollection<long> memberIds, DateOnly from, IReadOnlyCollection<long> without, CancellationToken ct);
}

/// <summary>One course; used by one transaction.</summary>
public interface ITierRun
{
    /// <summary>The tier of the member on this day, after any review that fell due before it.</summary>
    string TierOn(long memberId, DateOnly date);

    /// <summary>Tells what is left of a purchase at this point of the transaction; to be told before its points.</summary>
    void Kept(long memberId, long purchaseId, DateOnly on, long cents);

    /// <summary>Tells that points were earned or taken back; a reached threshold raises the tier at once.</summary>
    void Earned(long memberId, DateOnly qualifiesOn, long points);

    /// <summary>Writes what changed.</summary>
    Task SaveAsync(DateTime now, CancellationToken ct);
}
