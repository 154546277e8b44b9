namespace LoyaltyStudio.Platform;

/// <summary>The only ways in which the product rounds. Points round down, amounts of money to the nearest cent, halves away from zero.</summary>
public static class Rounding
{
    /// <summary>Whole points: the fraction is dropped (semantics 2: once per purchase, never per rule).</summary>
    public static long DownToPoints(decimal points) => (long)Math.Floor(points);

    /// <summary>Points needed for an amount: a started point counts (semantics 7, step 4).</summary>
    public static long UpToPoints(decimal points) => (long)Math.Ceiling(points);

    /// <summary>Whole cents, half a cent away from zero.</summary>
    public static long ToCents(decimal cents) => (long)Math.Round(cents, MidpointRounding.AwayFromZero);

    /// <summary>The part of <paramref name="cents"/> that belongs to <paramref name="units"/> of <paramref name="of"/> units.</summary>
    public static long Share(long cents, long units, long of) => of == 0 ? 0 : ToCents((decimal)cents * units / of);
}
