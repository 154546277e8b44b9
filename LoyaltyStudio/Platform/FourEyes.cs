namespace LoyaltyStudio.Platform;

/// <summary>Tells whether somebody would approve their own work. A new display name makes nobody somebody else: kind and id decide.</summary>
public static class FourEyes
{
    public static bool SamePerson(string preparedBy, Actor actor) => actor.Id == 0
        ? preparedBy == actor.Stamp
        : preparedBy.StartsWith($"{actor.Kind} {actor.Id} ", StringComparison.Ordinal);
}
