using System.Text;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Reads QR codes and Code 128 from what was drawn, by the standards and without the product's tables where that is possible.</summary>
public static class MarkReader
{
    /// <summary>The text of a QR code of version 1 to 6 without damage: format, mask, placement, de-interleaving, segments (ISO/IEC 18004).</summary>
    public static string Qr(bool[,] dark)
    {
        var size = dark.GetLength(0);
        var version = (size - 17) / 4;
        Assert.True(size == 17 + (4 * version) && version is >= 1 and <= 6, $"A QR code of {size} squares.");
        var format = Enumerable.Range(0, 15).Aggregate(0, (bits, i) => (bits << 1) | (FormatBit(dark, i) ? 1 : 0)) ^ 0b101010000010010;
        var (level, mask) = (format >> 13, (format >> 10) & 7);
        Assert.Equal(0, level); // 00 is M.
        var bits = new List<bool>();
        for (int right = size - 1, upward = 1; right > 0; right -= 2, upward ^= 1)
        {
            right -= right == 6 ? 1 : 0;
            for (var i = 0; i < size; i++)
            {
                var y = upward == 1 ? size - 1 - i : i;
                for (var x = right; x > right - 2; x--)
                {
                    if (!IsFunction(x, y, size, version))
                    {
                        bits.Add(dark[y, x] ^ Masked(mask, x, y));
                    }
                }
            }
        }

        // Codewords for data at level M and the number of blocks they are spread over (ISO/IEC 18004, table 9).
        var (data, blocks) = version switch { 1 => (16, 1), 2 => (28, 1), 3 => (44, 1), 4 => (64, 2), 5 => (86, 2), _ => (108, 4) };
        var words = Enumerable.Range(0, data).Select(i => Enumerable.Range(0, 8).Aggregate(0, (w, b) => (w << 1) | (bits[(i * 8) + b] ? 1 : 0))).ToArray();
        var perBlock = data / blocks;
        return Segments([.. Enumerable.Range(0, blocks).SelectMany(b => Enumerable.Range(0, perBlock).Select(i => words[(i * blocks) + b]))]);
    }

    /// <summary>The text of a Code 128 barcode in code set B from its bars and spaces, in modules of any width; the check symbol is verified where it is one of the symbols below.</summary>
    public static string Code128(IReadOnlyList<(double X, double Width)> bars)
    {
        var module = bars.Min(b => b.Width);
        var widths = new List<int>();
        for (var i = 0; i < bars.Count; i++)
        {
            widths.Add((int)Math.Round(bars[i].Width / module));
            if (i + 1 < bars.Count)
            {
                widths.Add((int)Math.Round((bars[i + 1].X - bars[i].X - bars[i].Width) / module));
            }
        }

        Assert.Equal("2331112", string.Concat(widths.TakeLast(7)));
        var symbols = widths.SkipLast(7).Chunk(6).Select(w => string.Concat(w)).ToList();
        var values = symbols.SkipLast(1).Select(s => Values[s]).ToList();
        Assert.Equal(104, values[0]);
        if (Values.TryGetValue(symbols[^1], out var check))
        {
            Assert.Equal(check, (values[0] + values.Skip(1).Select((v, i) => v * (i + 1)).Sum()) % 103);
        }

        return new string([.. values.Skip(1).Select(v => (char)(v + 32))]);
    }

    /// <summary>Dash, digits, capitals and the start, from ISO/IEC 15417 table 1: what codes are made of.</summary>
    private static readonly Dictionary<string, int> Values = new[] { (13, "122132"), (16, "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122"),
        (33, "111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311"),
        (104, "211214") }.SelectMany(p => p.Item2.Split(' ').Select((w, i) => (Pattern: w, Value: p.Item1 + i))).ToDictionary(p => p.Pattern, p => p.Value);

    private static bool FormatBit(bool[,] dark, int i) => i < 6 ? dark[8, i] : i == 6 ? dark[8, 7] : i == 7 ? dark[8, 8] : i == 8 ? dark[7, 8] : dark[14 - i, 8];

    private static bool IsFunction(int x, int y, int size, int version) =>
        (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9) || x == 6 || y == 6
        || (version > 1 && Math.Abs(x - (size - 7)) <= 2 && Math.Abs(y - (size - 7)) <= 2);

    private static bool Masked(int mask, int x, int y) => mask switch
    {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => ((y / 2) + (x / 3)) % 2 == 0,
        5 => (x * y % 2) + (x * y % 3) == 0,
        6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
        _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
    };

    private static string Segments(int[] words)
    {
        var at = 0;
        int Take(int count)
        {
            var value = 0;
            for (; count > 0; count--, at++)
            {
                value = (value << 1) | ((words[at / 8] >> (7 - (at % 8))) & 1);
            }

            return value;
        }

        const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        var text = new StringBuilder();
        for (var mode = Take(4); mode != 0; mode = at + 4 <= words.Length * 8 ? Take(4) : 0)
        {
            Assert.True(mode is 2 or 4, $"A segment of kind {mode}.");
            for (var left = Take(mode == 2 ? 9 : 8); left > 0;)
            {
                if (mode == 4)
                {
                    text.Append((char)Take(8));
                    left--;
                }
                else if (left > 1)
                {
                    var pair = Take(11);
                    text.Append(Alphabet[pair / 45]).Append(Alphabet[pair % 45]);
                    left -= 2;
                }
                else
                {
                    text.Append(Alphabet[Take(6)]);
                    left--;
                }
            }
        }

        return text.ToString();
    }
}
