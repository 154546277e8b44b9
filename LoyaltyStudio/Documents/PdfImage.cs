namespace LoyaltyStudio.Documents;

/// <summary>A picture that documents can carry. JPEG goes in as it is; PNG as its points and, where it is transparent, a mask.</summary>
internal sealed class PdfImage
{
    private PdfImage(int width, int height, string colourSpace, byte[] data) => (Width, Height, ColourSpace, Data) = (width, height, colourSpace, data);

    internal int Width { get; }
    internal int Height { get; }
    internal string ColourSpace { get; }
    internal byte[] Data { get; }
    internal byte[]? Alpha { get; private init; }
    internal bool IsJpeg { get; private init; }

    /// <summary>Four-colour pictures of Adobe programs are stored upside down.</summary>
    internal string Decode { get; private init; } = "";

    /// <summary>Smallest and largest side in points of the picture.</summary>
    internal const int Least = 16, Most = 3_000;

    /// <summary>Reads a PNG or JPEG, known by its first bytes, never by a name. Null when it is neither, damaged, or of a size outside the limits.</summary>
    internal static PdfImage? Read(ReadOnlySpan<byte> file)
    {
        if (PngReader.Read(file) is { } png)
        {
            return new PdfImage(png.Width, png.Height, "/DeviceRGB", png.Rgb) { Alpha = png.Alpha };
        }

        return Jpeg(file);
    }

    /// <summary>PNG, JPEG or neither, by the first bytes.</summary>
    internal static string? TypeOf(ReadOnlySpan<byte> file) =>
        file.StartsWith(PngReader.Signature) ? "image/png" : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg" : null;

    internal static bool IsGoodSize(int width, int height) => width is >= Least and <= Most && height is >= Least and <= Most;

    /// <summary>Walks the markers of a JPEG (ISO/IEC 10918-1, annex B) to the frame header, where its size and colours stand.</summary>
    private static PdfImage? Jpeg(ReadOnlySpan<byte> file)
    {
        if (TypeOf(file) != "image/jpeg" || file[^2] != 0xFF || file[^1] != 0xD9)
        {
            return null;
        }

        for (var at = 2; at + 9 < file.Length && file[at] == 0xFF;)
        {
            var (marker, length) = (file[at + 1], (file[at + 2] << 8) | file[at + 3]);
            if (marker is 0xC0 or 0xC1 or 0xC2)
            {
                var (height, width, colours) = ((file[at + 5] << 8) | file[at + 6], (file[at + 7] << 8) | file[at + 8], at + 9 < file.Length ? file[at + 9] : 0);
                var space = colours switch { 1 => "/DeviceGray", 3 => "/DeviceRGB", 4 => "/DeviceCMYK", _ => "" };
                return IsGoodSize(width, height) && file[at + 4] == 8 && space.Length > 0
                    ? new PdfImage(width, height, space, file.ToArray()) { IsJpeg = true, Decode = colours == 4 ? " /Decode [1 0 1 0 1 0 1 0]" : "" }
                    : null;
            }

            if (length < 2)
            {
                return null;
            }

            at += 2 + length;
        }

        return null;
    }
}
