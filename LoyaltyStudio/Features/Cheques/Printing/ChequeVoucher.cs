using System.Globalization;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>The part that the member hands over or shows: value, last day and shops on the brand colour; the code as QR code, in letters and as barcode on white.</summary>
internal sealed class ChequeVoucher(IStringLocalizer texts, PdfPage page, ChequeSheet sheet, ChequePaper cheque, ChequeLook look, PdfImage? logo, string title)
{
    private const double Mm = PdfFile.Mm;
    private const double Left = 15 * Mm, Width = 180 * Mm, Height = 80 * Mm, Split = 117 * Mm;

    internal void Draw(double top)
    {
        page.FillRound(Left, top, Width, Height, 4.5 * Mm, look.Brand);
        Dots(top);
        Words(top);
        page.FillRound(Left + Split, top + (4 * Mm), Width - Split - (4 * Mm), Height - (8 * Mm), 3 * Mm, PdfColour.White);
        Code(top);
    }

    /// <summary>Quiet dots beside the value, so that the colour is not one flat field.</summary>
    private void Dots(double top)
    {
        foreach (var (x, y, size) in new[] { (87.0, 24.0, 26.0), (80.0, 12.0, 7.0), (97.0, 53.0, 11.0), (105.5, 8.5, 4.0) })
        {
            page.FillRound(Left + (x * Mm), top + (y * Mm), size * Mm, size * Mm, size / 2 * Mm, look.Shade);
        }
    }

    private void Words(double top)
    {
        var x = Left + (9 * Mm);
        var width = Split - (16 * Mm);
        if (logo is not null)
        {
            page.FillRound(x, top + (6 * Mm), 46 * Mm, 15 * Mm, 2 * Mm, PdfColour.White);
            page.Image(logo, x + (2.5 * Mm), top + (8 * Mm), 41 * Mm, 11 * Mm);
        }
        else
        {
            var name = ChequeLook.Bold(16, look.OnBrand);
            page.Text(PdfPage.Fit(sheet.Organisation.Name, name, width), name, x, top + (16 * Mm));
        }

        page.Text(title.ToUpper(CultureInfo.CurrentCulture), ChequeLook.Bold(10, look.OnBrandSoft), x, top + (31.5 * Mm), spacing: 1.6);
        page.Text(Amount(cheque.LeftCents), ChequeLook.Bold(46, look.OnBrand), x, top + (48.5 * Mm));
        page.Text(texts["Valid until {0}", Day(cheque.ValidUntil)], ChequeLook.Bold(11.5, look.OnBrand), x, top + (57.5 * Mm));
        var y = top + (64 * Mm);
        foreach (var line in Small())
        {
            var style = ChequeLook.Regular(9, look.OnBrandSoft);
            page.Text(PdfPage.Fit(line, style, width), style, x, y);
            y += 4.6 * Mm;
        }
    }

    private IEnumerable<string> Small()
    {
        yield return Places;
        if (cheque.Store.Length > 0)
        {
            yield return texts["Your shop: {0}", cheque.StoreAddress.Length > 0 ? $"{cheque.Store}, {cheque.StoreAddress}" : cheque.Store];
        }

        yield return cheque.LeftCents < cheque.FaceCents ? texts["In the name of {0} · left of {1}", cheque.Name, Amount(cheque.FaceCents)] : texts["In the name of {0}", cheque.Name];
    }

    private string Places => (sheet.Shops, sheet.Online) switch
    {
        (0, true) => texts["To spend in our web shop"],
        ( <= 1, false) => texts["To spend in our shop"],
        (1, true) => texts["To spend in our shop and online"],
        (_, true) => texts["To spend in all our shops and online"],
        _ => texts["To spend in all our shops"],
    };

    private void Code(double top)
    {
        var middle = Left + Split + ((Width - Split - (4 * Mm)) / 2);
        const double Qr = 40 * Mm;
        page.Text(texts["Show this at the till"], ChequeLook.Bold(8.5, look.Grey), middle, top + (9.5 * Mm), TextAnchor.Middle);
        CodeMarks.Qr(page, cheque.Code, middle - (Qr / 2), top + (9.5 * Mm), Qr, PdfColour.Black);
        page.Text(CodeText.Print(cheque.Code), ChequeLook.Bold(12.5, look.Ink), middle, top + (54.5 * Mm), TextAnchor.Middle, spacing: 0.5);
        CodeMarks.Bars(page, cheque.Code, middle - (28.5 * Mm), top + (58.5 * Mm), 57 * Mm, 13 * Mm, PdfColour.Black);
    }

    private string Amount(long cents) => new Money(cents, sheet.Organisation.Currency).Format(CultureInfo.CurrentCulture);

    internal static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
}
