using System.Security.Cryptography;

namespace LoyaltyStudio.Platform;

/// <summary>
/// Codes that people type: 13 random symbols and one check symbol of Crockford's base 32, 65 bits, printed as 4-5-5. The check symbol is a weighted
/// sum over GF(32) with weights αⁱ (x⁵ + x² + 1), so that one wrong symbol and two swapped neighbours are always seen.
/// </summary>
public static class CodeText
{
    public const int Length = 14;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A new code from the machine's cryptographic source, without dashes.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[Length - 1];
        RandomNumberGenerator.Fill(random);
        Span<char> code = stackalloc char[Length];
        for (var i = 0; i < random.Length; i++)
        {
            code[i] = Alphabet[random[i] & 31];
        }

        code[^1] = Alphabet[Check(code[..^1])];
        return new string(code);
    }

    /// <summary>
    /// The code without dashes, blanks and look-alikes (O is 0, I and L are 1), or null when it cannot be a code of ours: wrong length, a foreign
    /// symbol, or a check symbol that does not match. Says nothing about whether the code exists.
    /// </summary>
    public static string? Normalise(string? typed)
    {
        if (typed is null || typed.Length > 64)
        {
            return null;
        }

        Span<char> code = stackalloc char[Length];
        var n = 0;
        foreach (var c in typed)
        {
            if (c is '-' or ' ' or '\t' or '\r' or '\n')
            {
                continue;
            }

            var symbol = char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            if (n == Length || !Alphabet.Contains(symbol, StringComparison.Ordinal))
            {
                return null;
            }

            code[n++] = symbol;
        }

        return n == Length && Alphabet[Check(code[..^1])] == code[^1] ? new string(code) : null;
    }

    /// <summary>As printed: 7K2M-9QX4T-B81HC.</summary>
    public static string Print(string code) => $"{code[..4]}-{code[4..9]}-{code[9..]}";

    private static int Check(ReadOnlySpan<char> symbols)
    {
        int sum = 0, weight = 1;
        foreach (var symbol in symbols)
        {
            weight = Times(weight, 2);
            sum ^= Times(weight, Alphabet.IndexOf(symbol, StringComparison.Ordinal));
        }

        return sum;
    }

    private static int Times(int a, int b)
    {
        var product = 0;
        for (; b != 0; b >>= 1)
        {
            product ^= (b & 1) == 0 ? 0 : a;
            a = (a << 1) ^ ((a & 16) == 0 ? 0 : 0b100101);
        }

        return product & 31;
    }
}
