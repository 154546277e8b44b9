using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyStudio.Tests.Support;

/// <summary>Reads back what the product writes: objects by the table of places, text through the table of characters, areas as rectangles. Not a reader for foreign files.</summary>
public sealed partial class PdfReader
{
    private readonly byte[] file;
    private readonly string raw;
    private readonly List<long> places = [];
    private readonly Dictionary<string, Dictionary<string, char>> fonts = [];

    public PdfReader(byte[] file)
    {
        this.file = file;
        raw = Encoding.Latin1.GetString(file);
        var table = int.Parse(StartXref().Match(raw).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.StartsWith("xref\n", raw[table..], StringComparison.Ordinal);
        foreach (Match place in Place().Matches(raw[table..]))
        {
            places.Add(long.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        for (var i = 1; i <= places.Count; i++)
        {
            Assert.StartsWith($"{i} 0 obj\n", raw[(int)places[i - 1]..], StringComparison.Ordinal);
        }

        Pages = [.. PageObject().Matches(raw).Select(m => Encoding.ASCII.GetString(Stream(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))))];
        var resources = Dictionary(int.Parse(Resources().Match(raw).Groups[1].Value, CultureInfo.InvariantCulture));
        foreach (Match font in FontName().Matches(resources))
        {
            var unicode = int.Parse(ToUnicode().Match(Dictionary(int.Parse(font.Groups[2].Value, CultureInfo.InvariantCulture))).Groups[1].Value, CultureInfo.InvariantCulture);
            fonts[font.Groups[1].Value] = Pair().Matches(Encoding.ASCII.GetString(Stream(unicode))).ToDictionary(p => p.Groups[1].Value, p => (char)Convert.ToInt32(p.Groups[2].Value, 16));
        }
    }

    /// <summary>What each page draws.</summary>
    public IReadOnlyList<string> Pages { get; }

    public int Images => Regex.Count(raw, "/Subtype /Image");

    public string Raw => raw;

    /// <summary>The texts of a page in the order in which they were written.</summary>
    public IReadOnlyList<string> Texts(int page) =>
        [.. Shown().Matches(Pages[page]).Select(t => string.Concat(t.Groups[2].Value.Chunk(4).Select(g => fonts[t.Groups[1].Value][new string(g)])))];

    /// <summary>The filled rectangles of a page outside rasters, as x, y (from below), width and height.</summary>
    public IReadOnlyList<(double X, double Y, double Width, double Height)> Areas(int page) =>
        [.. Area().Matches(Pages[page]).Select(m => (N(m, 1), N(m, 2), N(m, 3), N(m, 4)))];

    /// <summary>The dark squares of the first raster (a QR code) of a page, the white around left out.</summary>
    public bool[,] Raster(int page)
    {
        var runs = Run().Matches(Raster().Match(Pages[page]).Value).Select(m => (X: (int)N(m, 1), Y: (int)N(m, 2), Width: (int)N(m, 3))).ToList();
        var (left, top) = (runs.Min(r => r.X), runs.Min(r => r.Y));
        var size = runs.Max(r => r.Y) - top + 1;
        var raster = new bool[size, size];
        runs.ForEach(r => Enumerable.Range(0, r.Width).ToList().ForEach(i => raster[r.Y - top, r.X - left + i] = true));
        return raster;
    }

    private static double N(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private string Dictionary(int number)
    {
        var at = (int)places[number - 1];
        return raw[at..raw.IndexOf("endobj", at, StringComparison.Ordinal)];
    }

    private byte[] Stream(int number)
    {
        var at = (int)places[number - 1];
        var length = int.Parse(Length().Match(raw, at).Groups[1].Value, CultureInfo.InvariantCulture);
        using var packed = new MemoryStream(file, raw.IndexOf("stream\n", at, StringComparison.Ordinal) + 7, length);
        using var zip = new ZLibStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zip.CopyTo(plain);
        return plain.ToArray();
    }

    [GeneratedRegex(@"startxref\n(\d+)\n%%EOF")]
    private static partial Regex StartXref();

    [GeneratedRegex(@"(\d{10}) 00000 n ")]
    private static partial Regex Place();

    [GeneratedRegex(@"/Type /Page /Parent .*?/Contents (\d+) 0 R")]
    private static partial Regex PageObject();

    [GeneratedRegex(@"/Resources (\d+) 0 R")]
    private static partial Regex Resources();

    [GeneratedRegex(@"/(Lato\w*) (\d+) 0 R")]
    private static partial Regex FontName();

    [GeneratedRegex(@"/ToUnicode (\d+) 0 R")]
    private static partial Regex ToUnicode();

    [GeneratedRegex(@"<([0-9A-F]{4})> <([0-9A-F]{4})>\n")]
    private static partial Regex Pair();

    [GeneratedRegex(@"/Length (\d+) >>")]
    private static partial Regex Length();

    [GeneratedRegex(@"BT /(\w+) [^<]*<([0-9A-F]*)> Tj ET")]
    private static partial Regex Shown();

    [GeneratedRegex(@"rg (-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+) re f")]
    private static partial Regex Area();

    [GeneratedRegex(@"cm\n(?:\d+ \d+ \d+ 1 re\n)+f Q")]
    private static partial Regex Raster();

    [GeneratedRegex(@"(\d+) (\d+) (\d+) 1 re")]
    private static partial Regex Run();
}
