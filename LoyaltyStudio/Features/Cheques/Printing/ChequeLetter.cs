using System.Globalization;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>The words around a cheque: what it was earned with, how to use it, and for the envelope the address, the sender and the folds.</summary>
internal sealed class ChequeLetter(IStringLocalizer texts, PdfPage page, ChequeSheet sheet, ChequePaper cheque, ChequeLook look)
{
    private const double Mm = PdfFile.Mm;
    private const double Left = 24 * Mm, Width = 162 * Mm;

    /// <summary>
    /// Where the address stands so that it shows in the window of the envelopes that Dutch shops sell for A4 folded in three (EA5/6, 110 × 220 mm, and C5/6, 114 × 229 mm; window
    /// 40 × 110 mm, 20 mm from the left and from the lower edge). The folded page of 99 × 210 mm has 11 to 15 mm of room to slide up and 10 to 19 mm to the side, so what lies between
    /// 54 and 79 mm from the top and between 22 and 111 mm from the left shows in every place of it.
    /// </summary>
    private const double WindowLeft = 24 * Mm, WindowTop = 55.5 * Mm, AddressStep = 4.9 * Mm, AddressWidth = 86 * Mm;

    /// <summary>A4 folded in three: 99 mm, 99 mm and the cheque.</summary>
    private const double FirstFold = 99 * Mm, SecondFold = 198 * Mm;

    private string Organisation => sheet.Organisation.Name;

    internal void Draw(double top)
    {
        var (body, bold) = (ChequeLook.Regular(10.5, look.Ink), ChequeLook.Bold(10.5, look.Ink));
        var y = top + (6 * Mm);
        var greeting = ChequeLook.Bold(13, look.Heading);
        page.Text(PdfPage.Fit(cheque.FirstName.Length > 0 ? texts["Dear {0},", cheque.FirstName] : texts["Dear customer,"], greeting, Width), greeting, Left, y);
        y = page.Paragraph(Thanks(), body, Left, y + (8 * Mm), Width, 15.5) + 6;
        page.Text(texts["How it works"], bold, Left, y);
        y += 17;
        var number = 1;
        foreach (var step in Steps())
        {
            page.FillRound(Left, y - 9.5, 13, 13, 6.5, look.Heading);
            page.Text($"{number++}", ChequeLook.Bold(8, PdfColour.White), Left + 6.5, y - 0.2, TextAnchor.Middle);
            y = page.Paragraph(step, body, Left + 20, y, Width - 20, 15) + 3.5;
        }

        y = page.Paragraph(texts["See you soon at {0}!", Organisation], bold, Left, y + 7, Width, 15);
        page.Paragraph(texts["Good to know: a cheque is a discount. It is not paid out in cash, earns no points itself, and ends after its last day. Lost it? We make you a new code; the old one then no longer works."],
            ChequeLook.Regular(8.5, look.Grey), Left, y + 5, Width, 12);
    }

    /// <summary>Name and address of the retailer at the foot of the page.</summary>
    internal void Foot()
    {
        page.Line(Left, 280 * Mm, Left + Width, 280 * Mm, look.Rule);
        var address = sheet.Organisation.Brand.AddressLine;
        page.Text(address.Length > 0 ? $"{Organisation} · {address}" : Organisation, ChequeLook.Regular(8.5, look.Grey), Left, 285.5 * Mm);
        page.Text(texts["Card {0}", cheque.CardNumber], ChequeLook.Regular(8.5, look.Grey), Left + Width, 285.5 * Mm, TextAnchor.Right);
    }

    /// <summary>The upper part of a page for the envelope, and its folds.</summary>
    internal void Envelope(PdfImage? logo)
    {
        if (logo is not null)
        {
            page.Image(logo, 140 * Mm, 14 * Mm, 46 * Mm, 18 * Mm, right: true);
        }
        else
        {
            page.Text(PdfPage.Fit(Organisation, ChequeLook.Bold(16, look.Heading), 100 * Mm), ChequeLook.Bold(16, look.Heading), Left + Width, 22 * Mm, TextAnchor.Right);
        }

        page.Text(ChequeVoucher.Day(cheque.IssuedOn), ChequeLook.Regular(9, look.Grey), Left + Width, 58 * Mm, TextAnchor.Right);
        page.Text(texts["Card {0}", cheque.CardNumber], ChequeLook.Regular(9, look.Grey), Left + Width, 63 * Mm, TextAnchor.Right);
        var sender = ChequeLook.Regular(6.5, look.Grey);
        var from = sheet.Organisation.Brand.AddressLine;
        page.Text(PdfPage.Fit(from.Length > 0 ? $"{Organisation}, {from}" : Organisation, sender, AddressWidth), sender, WindowLeft, WindowTop);
        var y = WindowTop + (1.4 * AddressStep);
        foreach (var line in Address())
        {
            var style = ChequeLook.Regular(10.5, look.Ink);
            page.Text(PdfPage.Fit(line, style, AddressWidth), style, WindowLeft, y);
            y += AddressStep;
        }

        page.Line(0, FirstFold, 5 * Mm, FirstFold, look.Rule);
        page.Line(0, SecondFold, PdfFile.Width, SecondFold, look.Rule, dash: 4);
        page.Text(texts["Fold or cut here"], ChequeLook.Regular(6.5, look.Grey), PdfFile.Width / 2, SecondFold - 3, TextAnchor.Middle);
    }

    /// <summary>As the post wants it: no bold or slanted letters, the place in capitals, two blanks before it.</summary>
    private IEnumerable<string> Address()
    {
        yield return cheque.Name;
        yield return cheque.Street;
        yield return $"{cheque.PostalCode}  {cheque.City.ToUpperInvariant()}";
        if (!IsHome(cheque.Country))
        {
            yield return cheque.Country.ToUpperInvariant();
        }
    }

    internal static bool IsHome(string country) => country.Trim().ToUpperInvariant() is "" or "NL" or "NEDERLAND" or "NETHERLANDS" or "THE NETHERLANDS" or "HOLLAND";

    private string Thanks()
    {
        var value = new Money(cheque.FaceCents, sheet.Organisation.Currency).Format(CultureInfo.CurrentCulture).Replace(' ', '\u00a0');
        string earned = texts["Thank you for shopping with us. You have saved, and here is what it brought you: a cheque of {0} for {1} of your points.", value, UiFormat.Number(cheque.PointsUsed)];
        string carried = cheque.PointsCarried > 0 ? texts["Another {0} points stay in your account and count for your next cheque.", UiFormat.Number(cheque.PointsCarried)] : "";
        return $"{earned} {carried}".Trim();
    }

    private IEnumerable<string> Steps()
    {
        yield return sheet.Online
            ? texts["Show the QR code or the barcode at the till, on paper or on your phone. Ordering online? Fill in the code when you pay."]
            : texts["Show the QR code or the barcode at the till, on paper or on your phone."];
        yield return texts["Use it in one go or in parts. What is left stays on the cheque for another receipt."];
        yield return texts["You can use it until {0}, that day included.", ChequeVoucher.Day(cheque.ValidUntil)];
    }
}
