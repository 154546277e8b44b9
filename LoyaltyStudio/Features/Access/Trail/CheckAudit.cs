using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access.Trail;

/// <summary>Walks the whole trail and answers the lines whose hash does not follow from the line before; none when the trail is whole.</summary>
public sealed class CheckAudit(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<long>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return new Outcome<IReadOnlyList<long>>(OutcomeKind.Done, await AuditChain.BrokenAsync(db, ct), [], "", "");
    }
}
