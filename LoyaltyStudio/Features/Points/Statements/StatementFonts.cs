using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace LoyaltyStudio.Features.Points.Statements;

/// <summary>The fonts that are built into the program; nothing is taken from the machine.</summary>
internal sealed class StatementFonts : IFontResolver
{
    internal static XFont Of(double size, bool bold = false)
    {
        GlobalFontSettings.FontResolver ??= new StatementFonts();
        return new XFont("Lato", size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);
    }

    public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? "lato-bold" : "lato-regular");

    public byte[]? GetFont(string faceName)
    {
        using var stream = typeof(StatementFonts).Assembly.GetManifestResourceStream($"fonts.{faceName}.ttf") ?? throw new InvalidOperationException($"The font {faceName} is not in the program.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
