using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Features.Predictions.Models;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>Random numbers that follow from a text and are the same on every machine: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014).</summary>
internal sealed class SeededChance(string seed)
{
    private static readonly double[] PoissonOne = Cumulative();
    private ulong state = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seed)));

    /// <summary>From 0 up to but not including 1.</summary>
    internal double Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A Poisson number: by inversion up to a mean of 60, above it the normal approximation with its correction for skewness.</summary>
    /// <param name="none">e^−mean.</param>
    internal double Poisson(long mean, double none)
    {
        var u = Next();
        if (mean == 1)
        {
            var ones = 0;
            while (ones < PoissonOne.Length && u > PoissonOne[ones])
            {
                ones++;
            }

            return ones;
        }

        if (mean > 60)
        {
            var z = SpecialFunctions.NormalQuantile(Math.Clamp(u, 1e-15, 1 - 1e-15));
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * z) + (((z * z) - 1) / 6)));
        }

        var (chance, sum, number) = (none, none, 0);
        while (u > sum && number < 400)
        {
            chance *= (double)mean / ++number;
            sum += chance;
        }

        return number;
    }

    private static double[] Cumulative()
    {
        var table = new double[18];
        var (chance, sum) = (Math.Exp(-1), 0.0);
        for (var n = 0; n < table.Length; n++)
        {
            table[n] = sum += chance;
            chance /= n + 1;
        }

        return table;
    }
}
