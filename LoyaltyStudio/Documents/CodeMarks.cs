using QRCoder;

namespace LoyaltyStudio.Documents;

/// <summary>Codes as marks that scanners read, drawn as areas and not as pictures, so that they stay sharp on every printer.</summary>
internal static class CodeMarks
{
    /// <summary>Squares of white around a QR code, and modules beside a barcode, that scanners need.</summary>
    internal const int QrQuiet = 4, BarQuiet = 10;

    /// <summary>
    /// The bars of each Code 128 symbol, widths of bar, space, bar … in modules (ISO/IEC 15417, table 1): values 0 to 102, start A, B and C.
    /// </summary>
    private const string Patterns =
        "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222" +
        "321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331" +
        "231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211" +
        "241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141" +
        "114131311141411131211412211214211232";

    private const string Stop = "2331112";
    private const int StartB = 104;

    /// <summary>Draws a QR code (ISO/IEC 18004) with the white around it, error correction level M, into a square of this side.</summary>
    internal static void Qr(PdfPage page, string text, double x, double y, double side, PdfColour colour)
    {
        var rows = QrRows(text);
        page.Squares(Runs(rows), x, y, side / rows.Count, colour);
    }

    /// <summary>True for a dark square, the white around included.</summary>
    internal static IReadOnlyList<bool[]> QrRows(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        return code.ModuleMatrix.ConvertAll(row => row.Cast<bool>().ToArray());
    }

    /// <summary>Draws a Code 128 barcode of this width, the white at both ends included.</summary>
    internal static void Bars(PdfPage page, string text, double x, double y, double width, double height, PdfColour colour)
    {
        var modules = BarModules(text);
        var module = width / (modules.Length + (2 * BarQuiet));
        var at = x + (BarQuiet * module);
        for (var i = 0; i < modules.Length;)
        {
            var run = 1;
            while (i + run < modules.Length && modules[i + run] == modules[i])
            {
                run++;
            }

            if (modules[i])
            {
                page.Fill(at + (i * module), y, run * module, height, colour);
            }

            i += run;
        }
    }

    /// <summary>The bars (true) and spaces of a text in code set B: start, symbols, check symbol, stop.</summary>
    internal static bool[] BarModules(string text)
    {
        var values = text.Select(c => c is >= ' ' and <= '~' ? c - ' ' : throw new ArgumentException("Code set B has no such character.", nameof(text))).ToList();
        var check = (StartB + values.Select((v, i) => v * (i + 1)).Sum()) % 103;
        var widths = string.Concat(values.Prepend(StartB).Append(check).Select(v => Patterns.Substring(v * 6, 6))) + Stop;
        return [.. widths.SelectMany((w, i) => Enumerable.Repeat(i % 2 == 0, w - '0'))];
    }

    private static IEnumerable<(int X, int Y, int Width)> Runs(IReadOnlyList<bool[]> rows)
    {
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
            {
                var from = x;
                while (x < rows[y].Length && rows[y][x])
                {
                    x++;
                }

                if (x > from)
                {
                    yield return (from, y, x - from);
                }
            }
        }
    }
}
