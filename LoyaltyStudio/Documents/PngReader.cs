using System.Buffers.Binary;
using System.IO.Compression;

namespace LoyaltyStudio.Documents;

/// <summary>
/// The points of a PNG (ISO/IEC 15948): every colour type, depth and interlacing, as red, green and blue and, where there is any transparency, alpha. Reads no more
/// than the size that the header promises, so that a small file cannot unpack into a large one.
/// </summary>
internal static class PngReader
{
    internal static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Where the seven passes of an interlaced picture begin and how far their points lie apart.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Interlaced = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    internal sealed record Points(int Width, int Height, byte[] Rgb, byte[]? Alpha);

    private readonly record struct Header(int Width, int Height, int Depth, int Colour, bool Passes)
    {
        internal int Channels => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        internal int RowBytes(int width) => ((width * Channels * Depth) + 7) / 8;
        internal bool IsGood => PdfImage.IsGoodSize(Width, Height) && Colour is 0 or 2 or 3 or 4 or 6 && Depth is 1 or 2 or 4 or 8 or 16 && (Depth >= 8 || Colour is 0 or 3) && (Depth < 16 || Colour != 3);
    }

    /// <summary>Null when it is no PNG or a damaged one.</summary>
    internal static Points? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
        {
            return null;
        }

        Header header = default;
        byte[] palette = [], clear = [];
        using var packed = new MemoryStream();
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
            {
                return null;
            }

            var data = file.Slice(at + 8, (int)length);
            switch (System.Text.Encoding.ASCII.GetString(file.Slice(at + 4, 4)))
            {
                case "IHDR" when length == 13:
                    header = new Header(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[8], data[9], data[12] == 1);
                    break;
                case "PLTE":
                    palette = data.ToArray();
                    break;
                case "tRNS":
                    clear = data.ToArray();
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
            }

            at += 12 + (int)length;
        }

        packed.Position = 0;
        return header.IsGood ? Unpack(header, packed, palette, clear) : null;
    }

    private static Points? Unpack(Header header, MemoryStream packed, byte[] palette, byte[] clear)
    {
        var (rgb, alpha) = (new byte[header.Width * header.Height * 3], new byte[header.Width * header.Height]);
        try
        {
            using var zip = new ZLibStream(packed, CompressionMode.Decompress);
            foreach (var (x0, y0, stepX, stepY) in header.Passes ? Interlaced : [(0, 0, 1, 1)])
            {
                var (width, height) = ((header.Width - x0 + stepX - 1) / stepX, (header.Height - y0 + stepY - 1) / stepY);
                var (row, above) = (new byte[header.RowBytes(width)], new byte[header.RowBytes(width)]);
                for (var y = 0; width > 0 && y < height; y++)
                {
                    var filter = zip.ReadByte();
                    zip.ReadExactly(row);
                    Unfilter(filter, row, above, Math.Max(1, header.Channels * header.Depth / 8));
                    for (var x = 0; x < width; x++)
                    {
                        Place(header, row, x, palette, clear, rgb, alpha, ((y0 + (y * stepY)) * header.Width) + x0 + (x * stepX));
                    }

                    (row, above) = (above, row);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }

        return new Points(header.Width, header.Height, rgb, alpha.AsSpan().ContainsAnyExcept((byte)255) ? alpha : null);
    }

    private static void Unfilter(int filter, byte[] row, byte[] above, int back)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= back ? row[i - back] : 0, up = above[i], corner = i >= back ? above[i - back] : 0;
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw new InvalidDataException("There is no such filter."),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static void Place(Header header, byte[] row, int x, byte[] palette, byte[] clear, byte[] rgb, byte[] alpha, int at)
    {
        int Sample(int channel)
        {
            var bit = ((x * header.Channels) + channel) * header.Depth;
            return header.Depth >= 8 ? row[bit / 8] : (row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1);
        }

        int Key(int channel) => clear.Length > (channel * 2) + 1 ? header.Depth == 16 ? clear[channel * 2] : clear[(channel * 2) + 1] : -1;
        var first = Sample(0);
        var grey = header.Depth < 8 ? first * 255 / ((1 << header.Depth) - 1) : first;
        var (red, green, blue, seen) = header.Colour switch
        {
            0 => (grey, grey, grey, first == Key(0) ? 0 : 255),
            2 => (first, Sample(1), Sample(2), first == Key(0) && Sample(1) == Key(1) && Sample(2) == Key(2) ? 0 : 255),
            3 when (first * 3) + 2 < palette.Length => (palette[first * 3], palette[(first * 3) + 1], palette[(first * 3) + 2], first < clear.Length ? clear[first] : 255),
            4 => (first, first, first, Sample(1)),
            6 => (first, Sample(1), Sample(2), Sample(3)),
            _ => throw new InvalidDataException("The palette has no such colour."),
        };
        (rgb[at * 3], rgb[(at * 3) + 1], rgb[(at * 3) + 2], alpha[at]) = ((byte)red, (byte)green, (byte)blue, (byte)seen);
    }
}
