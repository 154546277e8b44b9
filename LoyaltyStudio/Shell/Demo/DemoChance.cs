namespace LoyaltyStudio.Shell.Demo;

/// <summary>Chance that is the same for a seed on every machine: SplitMix64 (Steele, Lea, Flood 2014), one stream per thing.</summary>
internal struct DemoChance(ulong seed, ulong stream)
{
    private ulong state = seed * 0x9E3779B97F4A7C15UL ^ (stream + 1) * 0xBF58476D1CE4E5B9UL;

    /// <summary>In [0, 1).</summary>
    internal double Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    internal int Below(int limit) => (int)(Next() * limit);

    internal bool Happens(double probability) => Next() < probability;

    /// <summary>Exponential with this mean.</summary>
    internal double Exponential(double mean) => -mean * Math.Log(1 - Next());

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    internal double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
}
