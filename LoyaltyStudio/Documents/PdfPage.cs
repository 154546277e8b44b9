using System.Globalization;
using System.Text;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Documents;

/// <summary>A colour, each part from 0 to 1.</summary>
internal readonly record struct PdfColour(double Red, double Green, double Blue)
{
    internal static readonly PdfColour White = new(1, 1, 1), Black = new(0, 0, 0);

    internal static PdfColour Of(HexColour colour) => new(colour.Red / 255.0, colour.Green / 255.0, colour.Blue / 255.0);
}

/// <summary>How text looks; size in points.</summary>
internal readonly record struct PdfStyle(PdfFont Font, double Size, PdfColour Colour)
{
    internal double Width(string text) => Font.Width(text, Size);
}

/// <summary>Whether the x of a text is its left end, its middle or its right end.</summary>
internal enum TextAnchor { Left, Middle, Right }

/// <summary>
/// One page. Measures are points of 1/72 inch from the upper left corner, the y of a text is its base line. Text is written as glyph numbers of embedded fonts with a
/// table back to characters, so that it can be searched and copied.
/// </summary>
internal sealed class PdfPage(PdfFile file)
{
    private readonly StringBuilder content = new(2048);

    internal string Content => content.ToString();

    internal void Text(string text, PdfStyle style, double x, double y, TextAnchor anchor = TextAnchor.Left, double spacing = 0)
    {
        var width = style.Width(text) + (spacing * Math.Max(0, text.Length - 1));
        var left = anchor switch { TextAnchor.Left => x, TextAnchor.Middle => x - (width / 2), TextAnchor.Right => x - width };
        content.Append(CultureInfo.InvariantCulture, $"BT /{style.Font.Name} {Number(style.Size)} Tf {Number(spacing)} Tc {Colour(style.Colour)} rg 1 0 0 1 {Number(left)} {Up(y)} Tm <");
        foreach (var c in text)
        {
            content.Append(CultureInfo.InvariantCulture, $"{file.Use(style.Font, c):X4}");
        }

        content.Append("> Tj ET\n");
    }

    /// <summary>Text that goes on in the next line where this one is full. Answers the base line after the last one.</summary>
    /// <param name="leading">From one base line to the next.</param>
    internal double Paragraph(string text, PdfStyle style, double x, double y, double width, double leading)
    {
        foreach (var line in Wrap(text, style, width))
        {
            Text(line, style, x, y);
            y += leading;
        }

        return y;
    }

    /// <summary>The lines of a text; a word that is wider than a line is cut.</summary>
    internal static IEnumerable<string> Wrap(string text, PdfStyle style, double width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && style.Width(longer) > width)
            {
                yield return line;
                longer = word;
            }

            line = Fit(longer, style, width);
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    /// <summary>The text, or its beginning and … where it is wider than this.</summary>
    internal static string Fit(string text, PdfStyle style, double width)
    {
        while (text.Length > 2 && style.Width(text) > width)
        {
            text = text[..^2].TrimEnd('…') + "…";
        }

        return text;
    }

    internal void Fill(double x, double y, double width, double height, PdfColour colour) =>
        content.Append(CultureInfo.InvariantCulture, $"{Colour(colour)} rg {Number(x)} {Up(y + height)} {Number(width)} {Number(height)} re f\n");

    /// <summary>A filled area with round corners.</summary>
    internal void FillRound(double x, double y, double width, double height, double radius, PdfColour colour)
    {
        content.Append(CultureInfo.InvariantCulture, $"{Colour(colour)} rg ");
        RoundPath(x, y, width, height, radius);
        content.Append("f\n");
    }

    /// <summary>The line around an area with round corners.</summary>
    internal void FrameRound(double x, double y, double width, double height, double radius, PdfColour colour, double thickness = 0.8)
    {
        content.Append(CultureInfo.InvariantCulture, $"{Colour(colour)} RG {Number(thickness)} w ");
        RoundPath(x, y, width, height, radius);
        content.Append("S\n");
    }

    /// <param name="dash">Length of the dashes and of the room between them; 0 for a whole line.</param>
    internal void Line(double fromX, double fromY, double toX, double toY, PdfColour colour, double thickness = 0.6, double dash = 0)
    {
        var dashes = dash > 0 ? $"[{Number(dash)}] 0 d " : "";
        content.Append(CultureInfo.InvariantCulture, $"q {dashes}{Colour(colour)} RG {Number(thickness)} w {Number(fromX)} {Up(fromY)} m {Number(toX)} {Up(toY)} l S Q\n");
    }

    /// <summary>A picture as large as fits into this room, in its own proportions, at its upper left corner or, where asked, at the right end.</summary>
    internal void Image(PdfImage image, double x, double y, double width, double height, bool right = false)
    {
        var scale = Math.Min(width / image.Width, height / image.Height);
        var (w, h) = (image.Width * scale, image.Height * scale);
        content.Append(CultureInfo.InvariantCulture, $"q {Number(w)} 0 0 {Number(h)} {Number(right ? x + width - w : x)} {Up(y + h)} cm /{file.Use(image)} Do Q\n");
    }

    /// <summary>Squares of a raster, such as a QR code, as areas that touch: x, y and width in squares of this size.</summary>
    internal void Squares(IEnumerable<(int X, int Y, int Width)> runs, double x, double y, double size, PdfColour colour)
    {
        content.Append(CultureInfo.InvariantCulture, $"q {Colour(colour)} rg {size.ToString("0.####", CultureInfo.InvariantCulture)} 0 0 -{size.ToString("0.####", CultureInfo.InvariantCulture)} {Number(x)} {Up(y)} cm\n");
        foreach (var run in runs)
        {
            content.Append(CultureInfo.InvariantCulture, $"{run.X} {run.Y} {run.Width} 1 re\n");
        }

        content.Append("f Q\n");
    }

    internal static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Up(double y) => Number(PdfFile.Height - y);

    private static string Colour(PdfColour colour) => string.Create(CultureInfo.InvariantCulture, $"{colour.Red:0.###} {colour.Green:0.###} {colour.Blue:0.###}");

    /// <summary>Corners as Bézier curves that follow a circle to a part in a thousand: control points at 0.5523 of the radius.</summary>
    private void RoundPath(double x, double y, double width, double height, double radius)
    {
        var (left, right, top, bottom, c) = (x, x + width, PdfFile.Height - y, PdfFile.Height - y - height, radius * (1 - 0.5523));
        void Point(double px, double py) => content.Append(Number(px)).Append(' ').Append(Number(py)).Append(' ');
        void To(double px, double py, char what)
        {
            Point(px, py);
            content.Append(what).Append(' ');
        }

        void Corner(double ax, double ay, double bx, double by, double ex, double ey)
        {
            Point(ax, ay);
            Point(bx, by);
            To(ex, ey, 'c');
        }

        To(left + radius, bottom, 'm');
        To(right - radius, bottom, 'l');
        Corner(right - c, bottom, right, bottom + c, right, bottom + radius);
        To(right, top - radius, 'l');
        Corner(right, top - c, right - c, top, right - radius, top);
        To(left + radius, top, 'l');
        Corner(left + c, top, left, top - c, left, top - radius);
        To(left, bottom + radius, 'l');
        Corner(left, bottom + c, left + c, bottom, left + radius, bottom);
        content.Append("h ");
    }
}
