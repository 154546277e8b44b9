using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Members;

/// <param name="Created">True when the member is new.</param>
public sealed record MemberSaved(Member Member, bool Created);

/// <summary>What features above do in the transaction that saves members: from the screen, the API, and from a file whose mapping says that its members just joined.</summary>
public interface IMemberReaction
{
    Task SavedAsync(StudioDb db, Actor actor, IReadOnlyList<MemberSaved> members, CancellationToken ct);
}
