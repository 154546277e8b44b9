using System.Buffers.Binary;

namespace LoyaltyStudio.Documents;

/// <summary>
/// A TrueType font that is built into the program: glyphs and widths by character, and a copy that holds only the outlines of some glyphs (ISO 32000-1, 9.9; the
/// tables are those of the OpenType specification). Glyph numbers stay as they are.
/// </summary>
internal sealed class PdfFont
{
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];
    private readonly byte[] file;
    private readonly Dictionary<string, (int At, int Length)> tables = [];
    private readonly Dictionary<char, ushort> glyphs = [];
    private readonly int unitsPerEm, metrics;
    private readonly bool longOffsets;

    private PdfFont(string name, byte[] file)
    {
        Name = name;
        this.file = file;
        for (var i = 0; i < U16(4); i++)
        {
            var record = 12 + (i * 16);
            tables[System.Text.Encoding.ASCII.GetString(file, record, 4)] = ((int)U32(record + 8), (int)U32(record + 12));
        }

        unitsPerEm = U16(At("head") + 18);
        longOffsets = U16(At("head") + 50) == 1;
        metrics = U16(At("hhea") + 34);
        GlyphCount = U16(At("maxp") + 4);
        Ascent = Thousandths((short)U16(At("hhea") + 4));
        Descent = Thousandths((short)U16(At("hhea") + 6));
        Box = [.. Enumerable.Range(0, 4).Select(i => Thousandths((short)U16(At("head") + 36 + (i * 2))))];
        ReadCharacters();
    }

    internal string Name { get; }
    internal int GlyphCount { get; }

    /// <summary>In thousandths of the size.</summary>
    internal int Ascent { get; }
    internal int Descent { get; }
    internal IReadOnlyList<int> Box { get; }

    /// <summary>Lato, the typeface of all documents (SIL Open Font License, its text stands beside the files).</summary>
    internal static PdfFont Regular { get; } = Load("Lato", "fonts.lato-regular.ttf");
    internal static PdfFont Bold { get; } = Load("LatoBold", "fonts.lato-bold.ttf");

    private static PdfFont Load(string name, string resource)
    {
        using var stream = typeof(PdfFont).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The font {resource} is not in the program.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new PdfFont(name, copy.ToArray());
    }

    /// <summary>0, the empty box, for a character that the font does not have.</summary>
    internal ushort Glyph(char character) => glyphs.GetValueOrDefault(character);

    /// <summary>In thousandths of the size.</summary>
    internal int Width(ushort glyph) => Thousandths(U16(At("hmtx") + (Math.Min(glyph, metrics - 1) * 4)));

    internal double Width(string text, double size) => text.Sum(c => Width(Glyph(c))) * size / 1000;

    /// <summary>A font file with the outlines of these glyphs only, and of the parts that they are put together from.</summary>
    internal byte[] Subset(IEnumerable<ushort> wanted)
    {
        var outlines = new SortedDictionary<ushort, ReadOnlyMemory<byte>>();
        var waiting = new Stack<ushort>(wanted.Append((ushort)0));
        while (waiting.TryPop(out var glyph))
        {
            if (!outlines.ContainsKey(glyph))
            {
                outlines[glyph] = Outline(glyph);
                Parts(outlines[glyph].Span).ForEach(waiting.Push);
            }
        }

        using var glyf = new MemoryStream();
        var loca = new byte[(GlyphCount + 1) * 4];
        for (var i = 0; i <= GlyphCount; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(loca.AsSpan(i * 4), (uint)glyf.Length);
            if (outlines.TryGetValue((ushort)i, out var outline))
            {
                glyf.Write(outline.Span);
                glyf.SetLength(glyf.Position = (glyf.Length + 3) / 4 * 4);
            }
        }

        var head = Table("head").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1);
        return Assemble([.. Kept.Where(tables.ContainsKey).Select(t => (t, t switch { "glyf" => glyf.ToArray(), "loca" => loca, "head" => head, _ => Table(t).ToArray() }))]);
    }

    private static byte[] Assemble(IReadOnlyList<(string Tag, byte[] Data)> parts)
    {
        using var font = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        void Put(uint value, int bytes, Span<byte> room)
        {
            BinaryPrimitives.WriteUInt32BigEndian(room, value);
            font.Write(room[(4 - bytes)..]);
        }

        var power = (int)Math.Floor(Math.Log2(parts.Count));
        Put(0x00010000, 4, number);
        Put((uint)parts.Count, 2, number);
        Put((uint)(16 << power), 2, number);
        Put((uint)power, 2, number);
        Put((uint)((parts.Count * 16) - (16 << power)), 2, number);
        var at = 12 + (parts.Count * 16);
        foreach (var (tag, data) in parts)
        {
            font.Write(System.Text.Encoding.ASCII.GetBytes(tag));
            Put(Checksum(data), 4, number);
            Put((uint)at, 4, number);
            Put((uint)data.Length, 4, number);
            at += (data.Length + 3) / 4 * 4;
        }

        foreach (var (_, data) in parts)
        {
            font.Write(data);
            font.Write(new byte[(4 - (data.Length % 4)) % 4]);
        }

        return font.ToArray();
    }

    private static uint Checksum(byte[] data)
    {
        uint sum = 0;
        for (var i = 0; i < data.Length; i++)
        {
            sum += (uint)data[i] << (24 - (i % 4 * 8));
        }

        return sum;
    }

    /// <summary>The glyphs that a composite one is made of.</summary>
    private static List<ushort> Parts(ReadOnlySpan<byte> outline)
    {
        List<ushort> parts = [];
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            return parts;
        }

        for (var at = 10; ;)
        {
            int flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            parts.Add(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]));
            at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
            if ((flags & 0x20) == 0)
            {
                return parts;
            }
        }
    }

    private ReadOnlyMemory<byte> Outline(ushort glyph)
    {
        var loca = At("loca");
        var (from, to) = longOffsets ? (U32(loca + (glyph * 4)), U32(loca + (glyph * 4) + 4)) : (U16(loca + (glyph * 2)) * 2u, U16(loca + (glyph * 2) + 2) * 2u);
        return file.AsMemory(At("glyf") + (int)from, (int)(to - from));
    }

    /// <summary>The table of characters of the basic plane: platform 3, encoding 1, format 4.</summary>
    private void ReadCharacters()
    {
        var cmap = At("cmap");
        var table = Enumerable.Range(0, U16(cmap + 2)).Select(i => cmap + 4 + (i * 8)).Where(r => U16(r) == 3 && U16(r + 2) == 1).Select(r => cmap + (int)U32(r + 4)).First(t => U16(t) == 4);
        var count = U16(table + 6);
        for (var s = 0; s < count; s += 2)
        {
            var (end, start) = (U16(table + 14 + s), U16(table + 16 + count + s));
            var (delta, place) = (U16(table + 16 + (2 * count) + s), table + 16 + (3 * count) + s);
            for (int c = start; c <= end && c != 0xFFFF; c++)
            {
                var range = U16(place);
                var glyph = range == 0 ? (ushort)(c + delta) : U16(place + range + ((c - start) * 2)) is var g and not 0 ? (ushort)(g + delta) : (ushort)0;
                if (glyph != 0)
                {
                    glyphs[(char)c] = glyph;
                }
            }
        }
    }

    private ReadOnlySpan<byte> Table(string tag) => file.AsSpan(tables[tag].At, tables[tag].Length);

    private int At(string tag) => tables[tag].At;

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));

    private int Thousandths(int units) => (int)Math.Round(units * 1000.0 / unitsPerEm);
}
