using System.Buffers.Binary;
using System.IO.Compression;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Documents;

/// <summary>Documents, read back: text, pictures, marks that scanners read, and flat memory.</summary>
public sealed class PdfFileTests
{
    private static readonly PdfStyle Plain = new(PdfFont.Regular, 11, PdfColour.Black);

    private static byte[] Make(Action<PdfPage> draw, int pages = 1)
    {
        using var output = new MemoryStream();
        using var file = new PdfFile(output);
        for (var i = 0; i < pages; i++)
        {
            var page = file.NewPage();
            draw(page);
            file.Add(page);
        }

        file.Finish("Title", "Author", "nl", new DateOnly(2026, 12, 1));
        file.Flush();
        return output.ToArray();
    }

    /// <summary>A PNG of one colour, or with another right half, written without filters.</summary>
    internal static byte[] Png(int width, int height, byte colourType = 2, byte alpha = 255, int? promised = null)
    {
        using var png = new MemoryStream();
        png.Write(PngReader.Signature);
        void Chunk(string name, byte[] data)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            png.Write(number);
            png.Write(System.Text.Encoding.ASCII.GetBytes(name));
            png.Write(data);
            png.Write([0, 0, 0, 0]);
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, promised ?? width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colourType);
        Chunk("IHDR", header);
        using var data = new MemoryStream();
        using (var zip = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] left = colourType == 6 ? [23, 90, 75, alpha] : [23, 90, 75], right = colourType == 6 ? [200, 100, 0, 255] : [200, 100, 0];
            for (var y = 0; y < height; y++)
            {
                zip.WriteByte(0);
                for (var x = 0; x < width; x++)
                {
                    zip.Write(x < width / 2 ? left : right);
                }
            }
        }

        Chunk("IDAT", data.ToArray());
        Chunk("IEND", []);
        return png.ToArray();
    }

    [Fact]
    public void Text_can_be_read_back_from_every_page()
    {
        var pdf = new PdfReader(Make(p => p.Text("Zoë kocht € 12,50 – «één» taart", Plain, 50, 100, spacing: 0.5), pages: 3));
        Assert.Equal(3, pdf.Pages.Count);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(["Zoë kocht € 12,50 – «één» taart"], pdf.Texts(i)));
        Assert.Contains("/FontFile2", pdf.Raw, StringComparison.Ordinal);
        Assert.Contains("/Lang (nl)", pdf.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_text_goes_on_in_the_next_line_and_never_over_the_edge()
    {
        var text = string.Join(' ', Enumerable.Repeat("waardecheque", 30)) + " " + new string('w', 200);
        var lines = PdfPage.Wrap(text, Plain, 200).ToList();
        Assert.All(lines, l => Assert.True(Plain.Width(l) <= 200));
        Assert.EndsWith("…", lines[^1], StringComparison.Ordinal);
        Assert.Equal(30, lines.Sum(l => l.Split(' ').Count(w => w == "waardecheque")));
    }

    [Fact]
    public void Codes_are_drawn_as_marks_that_can_be_read()
    {
        for (var i = 0; i < 40; i++)
        {
            var code = i % 2 == 0 ? CodeText.New() : CodeText.Print(CodeText.New());
            var pdf = new PdfReader(Make(p =>
            {
                CodeMarks.Qr(p, code, 50, 50, 100, PdfColour.Black);
                CodeMarks.Bars(p, code, 50, 200, 220, 40, PdfColour.Black);
            }));
            Assert.Equal(code, MarkReader.Qr(pdf.Raster(0)));
            Assert.Equal(code, MarkReader.Code128([.. pdf.Areas(0).Select(a => (a.X, a.Width))]));
        }
    }

    [Fact]
    public void A_picture_is_stored_once_and_its_transparency_with_it()
    {
        var picture = PdfImage.Read(Png(40, 20, 6, 128))!;
        Assert.Equal((40, 20, 128), (picture.Width, picture.Height, picture.Alpha![0]));
        Assert.Equal([23, 90, 75], picture.Data.Take(3));
        Assert.Null(PdfImage.Read(Png(40, 20, 6))!.Alpha);
        Assert.Equal(2, new PdfReader(Make(p => p.Image(picture, 10, 10, 100, 100), pages: 5)).Images);
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Null(PdfImage.Read("<svg xmlns='http://www.w3.org/2000/svg'/>"u8));
        Assert.Null(PdfImage.Read("GIF89a"u8));
        Assert.Null(PdfImage.Read([]));
        Assert.Null(PdfImage.Read(Png(8, 8)));
        Assert.Null(PdfImage.Read(Png(40, 40, promised: 2_000)));
        Assert.Null(PdfImage.Read(Png(40, 40, promised: 900_000)));
        Assert.Null(PdfImage.Read(Png(40, 40).AsSpan(0, 60)));
        Assert.Null(PdfImage.Read([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xD9]));
    }

    [Theory]
    [InlineData("#175a4b", "#ffffff")]
    [InlineData("#ffd400", "#241f1a")]
    public void Text_on_a_colour_is_the_one_that_can_be_read(string colour, string text)
    {
        var parsed = HexColour.Parse(colour)!.Value;
        Assert.Equal(text, parsed.TextOn.ToString());
        Assert.True(HexColour.Contrast(parsed, parsed.TextOn) >= 4.5);
        Assert.True(HexColour.Contrast(parsed.OnWhite, HexColour.White) >= 4.5);
        Assert.Equal(new HexColour(0xaa, 0xbb, 0xcc), HexColour.Parse("abc"));
        Assert.Null(HexColour.Parse("red"));
        Assert.Null(HexColour.Parse("#12345"));
    }
}
