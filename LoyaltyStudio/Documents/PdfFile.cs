using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LoyaltyStudio.Documents;

/// <summary>
/// A document of A4 pages (ISO 32000-1) that is written while it is made: a finished page goes out at once, so that ten thousand pages take no more memory than one.
/// What stays is the place of every object and which glyphs were used; fonts, page tree and the table of places follow at the end.
/// </summary>
/// <remarks>Not for use by several threads. Nothing reaches the output before <see cref="FlushAsync"/> or <see cref="Flush"/>, so that it may be an answer to a browser.</remarks>
internal sealed class PdfFile : IDisposable
{
    /// <summary>A4 in points of 1/72 inch.</summary>
    internal const double Width = 595.28, Height = 841.89;

    /// <summary>One millimetre in points.</summary>
    internal const double Mm = 72 / 25.4;

    private readonly Stream output;
    private readonly MemoryStream waiting = new();
    private readonly MemoryStream packed = new();
    private readonly List<long> places = [];
    private readonly List<int> pages = [];
    private readonly Dictionary<PdfFont, SortedDictionary<ushort, char>> fonts = [];
    private readonly Dictionary<PdfImage, (string Name, int Number)> images = [];
    private readonly int catalog, tree, resources;
    private long flushed;

    internal PdfFile(Stream output)
    {
        this.output = output;
        Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        (catalog, tree, resources) = (Reserve(), Reserve(), Reserve());
    }

    internal int PageCount => pages.Count;

    /// <summary>An empty page. It belongs to the document once it was given to <see cref="Add"/>; several may be drawn on at the same time.</summary>
    internal PdfPage NewPage() => new(this);

    /// <summary>Writes a page; it cannot be drawn on any more.</summary>
    internal void Add(PdfPage page)
    {
        var content = Put(Reserve(), "", Encoding.ASCII.GetBytes(page.Content));
        pages.Add(Put(Reserve(), $"/Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PdfPage.Number(Width)} {PdfPage.Number(Height)}] /Resources {resources} 0 R /Contents {content} 0 R"));
    }

    /// <summary>Writes what all pages share; no page may follow.</summary>
    /// <param name="language">nl or en: the language in which it is read aloud.</param>
    internal void Finish(string title, string author, string language, DateOnly on)
    {
        var fontList = string.Join(' ', fonts.Select(f => $"/{f.Key.Name} {Font(f.Key, f.Value)} 0 R"));
        var imageList = string.Join(' ', images.Values.Select(i => $"/{i.Name} {i.Number} 0 R"));
        Put(resources, $"/Font << {fontList} >> /XObject << {imageList} >>");
        Put(tree, $"/Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(k => $"{k} 0 R"))}]");
        Put(catalog, $"/Type /Catalog /Pages {tree} 0 R /Lang ({language}) /ViewerPreferences << /DisplayDocTitle true >>");
        var info = Put(Reserve(), $"/Title {Unicode(title)} /Author {Unicode(author)} /Producer {Unicode("LoyaltyStudio")} /CreationDate (D:{on.ToString("yyyyMMdd", CultureInfo.InvariantCulture)})");
        var table = flushed + waiting.Length;
        Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(p => Write(string.Create(CultureInfo.InvariantCulture, $"{p:0000000000} 00000 n \n")));
        Write($"trailer\n<< /Size {places.Count + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF\n");
    }

    internal async ValueTask FlushAsync(CancellationToken ct)
    {
        await output.WriteAsync(waiting.GetBuffer().AsMemory(0, (int)waiting.Length), ct);
        Emptied();
    }

    internal void Flush()
    {
        waiting.WriteTo(output);
        Emptied();
    }

    /// <summary>The glyph of a character, which the document then carries.</summary>
    internal ushort Use(PdfFont font, char character)
    {
        if (!fonts.TryGetValue(font, out var used))
        {
            fonts[font] = used = [];
        }

        var glyph = font.Glyph(character);
        used.TryAdd(glyph, character);
        return glyph;
    }

    /// <summary>The name under which pages draw a picture; its data is written once.</summary>
    internal string Use(PdfImage image)
    {
        if (!images.TryGetValue(image, out var known))
        {
            var mask = image.Alpha is { } alpha ? $" /SMask {Put(Reserve(), $"/Type /XObject /Subtype /Image /Width {image.Width} /Height {image.Height} /ColorSpace /DeviceGray /BitsPerComponent 8", alpha)} 0 R" : "";
            var dictionary = $"/Type /XObject /Subtype /Image /Width {image.Width} /Height {image.Height} /ColorSpace {image.ColourSpace} /BitsPerComponent 8{image.Decode}{mask}";
            images[image] = known = ($"I{images.Count + 1}", image.IsJpeg ? PutAsIs(Reserve(), $"{dictionary} /Filter /DCTDecode", image.Data) : Put(Reserve(), dictionary, image.Data));
        }

        return known.Name;
    }

    /// <summary>A composite font over the glyphs that were used.</summary>
    private int Font(PdfFont font, SortedDictionary<ushort, char> used)
    {
        var program = font.Subset(used.Keys);
        var data = Put(Reserve(), $"/Length1 {program.Length}", program);
        var box = string.Join(' ', font.Box);
        var descriptor = Put(Reserve(), $"/Type /FontDescriptor /FontName /STUDIO+{font.Name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 /FontFile2 {data} 0 R");
        var widths = string.Join(' ', used.Keys.Select(g => $"{g} [{font.Width(g)}]"));
        var child = Put(Reserve(), $"/Type /Font /Subtype /CIDFontType2 /BaseFont /STUDIO+{font.Name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /W [{widths}]");
        var characters = Put(Reserve(), "", Encoding.ASCII.GetBytes(ToUnicode(used)));
        return Put(Reserve(), $"/Type /Font /Subtype /Type0 /BaseFont /STUDIO+{font.Name} /Encoding /Identity-H /DescendantFonts [{child} 0 R] /ToUnicode {characters} 0 R");
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

    private int Reserve()
    {
        places.Add(0);
        return places.Count;
    }

    private int Put(int number, string dictionary)
    {
        places[number - 1] = flushed + waiting.Length;
        Write($"{number} 0 obj\n<< {dictionary} >>\nendobj\n");
        return number;
    }

    /// <summary>An object with data, packed.</summary>
    private int Put(int number, string dictionary, ReadOnlySpan<byte> data)
    {
        packed.SetLength(0);
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(data);
        }

        return PutAsIs(number, $"{dictionary} /Filter /FlateDecode", packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private int PutAsIs(int number, string dictionary, ReadOnlySpan<byte> data)
    {
        places[number - 1] = flushed + waiting.Length;
        Write($"{number} 0 obj\n<< {dictionary} /Length {data.Length} >>\nstream\n");
        waiting.Write(data);
        Write("\nendstream\nendobj\n");
        return number;
    }

    private void Write(string text) => waiting.Write(Encoding.Latin1.GetBytes(text));

    public void Dispose()
    {
        waiting.Dispose();
        packed.Dispose();
    }

    private void Emptied()
    {
        flushed += waiting.Length;
        waiting.SetLength(0);
    }
}
