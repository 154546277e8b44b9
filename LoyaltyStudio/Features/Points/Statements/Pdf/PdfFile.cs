using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LoyaltyStudio.Features.Points.Statements.Pdf;

/// <summary>A colour, each part from 0 to 1.</summary>
internal readonly record struct PdfColour(double Red, double Green, double Blue);

/// <summary>
/// A document of A4 pages with text and lines (ISO 32000-1). Measures are points of 1/72 inch from the upper left corner. Text is written as glyph numbers of embedded
/// fonts, with a table back to characters, so that it can be searched and copied.
/// </summary>
internal sealed class PdfFile
{
    internal const double Width = 595, Height = 842;

    private readonly List<StringBuilder> pages = [];
    private readonly Dictionary<PdfFont, SortedDictionary<ushort, char>> fonts = [];

    internal int PageCount => pages.Count;

    internal void AddPage() => pages.Add(new StringBuilder());

    internal void Text(int page, string text, PdfFont font, double size, PdfColour colour, double x, double y)
    {
        if (!fonts.TryGetValue(font, out var used))
        {
            fonts[font] = used = [];
        }

        var glyphs = new StringBuilder();
        foreach (var c in text)
        {
            var glyph = font.Glyph(c);
            used.TryAdd(glyph, c);
            glyphs.Append(CultureInfo.InvariantCulture, $"{glyph:X4}");
        }

        pages[page].Append(CultureInfo.InvariantCulture, $"BT /{font.Name} {size:0.##} Tf {colour.Red:0.###} {colour.Green:0.###} {colour.Blue:0.###} rg 1 0 0 1 {x:0.##} {Height - y:0.##} Tm <{glyphs}> Tj ET\n");
    }

    internal void Line(int page, double fromX, double toX, double y, PdfColour colour) =>
        pages[page].Append(CultureInfo.InvariantCulture, $"{colour.Red:0.###} {colour.Green:0.###} {colour.Blue:0.###} RG 0.6 w {fromX:0.##} {Height - y:0.##} m {toX:0.##} {Height - y:0.##} l S\n");

    internal byte[] Save(string title, string author, DateOnly on)
    {
        var file = new Writer();
        var (catalog, tree, info) = (file.Reserve(), file.Reserve(), file.Reserve());
        var resources = string.Join(' ', fonts.Select(f => $"/{f.Key.Name} {Font(file, f.Key, f.Value)} 0 R"));
        var kids = new List<int>();
        foreach (var page in pages)
        {
            var content = file.Add(file.Reserve(), "", Encoding.ASCII.GetBytes(page.ToString()));
            kids.Add(file.Add(file.Reserve(), $"/Type /Page /Parent {tree} 0 R /MediaBox [0 0 {Width} {Height}] /Resources << /Font << {resources} >> >> /Contents {content} 0 R"));
        }

        file.Add(tree, $"/Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(k => $"{k} 0 R"))}]");
        file.Add(catalog, $"/Type /Catalog /Pages {tree} 0 R /ViewerPreferences << /DisplayDocTitle true >>");
        file.Add(info, $"/Title {Unicode(title)} /Author {Unicode(author)} /Producer {Unicode("LoyaltyStudio")} /CreationDate (D:{on.ToString("yyyyMMdd", CultureInfo.InvariantCulture)})");
        return file.Finish(catalog, info);
    }

    /// <summary>A composite font over the glyphs that were used.</summary>
    private static int Font(Writer file, PdfFont font, SortedDictionary<ushort, char> used)
    {
        var program = font.Subset(used.Keys);
        var data = file.Add(file.Reserve(), $"/Length1 {program.Length}", program);
        var box = string.Join(' ', font.Box);
        var descriptor = file.Add(file.Reserve(), $"/Type /FontDescriptor /FontName /STUDIO+{font.Name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 /FontFile2 {data} 0 R");
        var widths = string.Join(' ', used.Keys.Select(g => $"{g} [{font.Width(g)}]"));
        var child = file.Add(file.Reserve(), $"/Type /Font /Subtype /CIDFontType2 /BaseFont /STUDIO+{font.Name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /W [{widths}]");
        var characters = file.Add(file.Reserve(), "", Encoding.ASCII.GetBytes(ToUnicode(used)));
        return file.Add(file.Reserve(), $"/Type /Font /Subtype /Type0 /BaseFont /STUDIO+{font.Name} /Encoding /Identity-H /DescendantFonts [{child} 0 R] /ToUnicode {characters} 0 R");
    }

    private static string ToUnicode(SortedDictionary<ushort, char> used)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Studio def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var part in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, character) in part)
            {
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{(int)character:X4}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap end end\n").ToString();
    }

    private static string Unicode(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>Numbered objects one after another, and the table of where each begins.</summary>
    private sealed class Writer
    {
        private readonly ArrayBufferWriter<byte> stream = new();
        private readonly List<int> places = [];

        internal Writer() => Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");

        internal int Reserve()
        {
            places.Add(0);
            return places.Count;
        }

        internal int Add(int number, string dictionary, byte[]? data = null)
        {
            places[number - 1] = stream.WrittenCount;
            if (data is null)
            {
                Write($"{number} 0 obj\n<< {dictionary} >>\nendobj\n");
                return number;
            }

            using var packed = new MemoryStream();
            using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                zip.Write(data);
            }

            Write($"{number} 0 obj\n<< {dictionary} /Filter /FlateDecode /Length {packed.Length} >>\nstream\n");
            stream.Write((ReadOnlySpan<byte>)packed.ToArray());
            Write("\nendstream\nendobj\n");
            return number;
        }

        internal byte[] Finish(int catalog, int info)
        {
            var table = stream.WrittenCount;
            Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
            places.ForEach(p => Write(string.Create(CultureInfo.InvariantCulture, $"{p:0000000000} 00000 n \n")));
            Write($"trailer\n<< /Size {places.Count + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF\n");
            return stream.WrittenSpan.ToArray();
        }

        private void Write(string text) => stream.Write((ReadOnlySpan<byte>)Encoding.Latin1.GetBytes(text));
    }
}
