using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>Tells whether somebody would approve their own work. A new display name makes nobody somebody else: kind and id decide.</summary>
internal static class FourEyes
{
    internal static bool SamePerson(string preparedBy, Actor actor) => actor.Id == 0
        ? preparedBy == actor.Stamp
        : preparedBy.StartsWith($"{actor.Kind} {actor.Id} ", StringComparison.Ordinal);
}
