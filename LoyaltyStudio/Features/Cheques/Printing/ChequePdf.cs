using LoyaltyStudio.Documents;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>Whether a cheque is read on a screen, or folded into an envelope with a window.</summary>
public enum ChequeLayout { Mail, Envelope }

/// <summary>
/// A cheque on A4 in the member's language. For the screen the cheque stands above and the letter below it. For the envelope the page is folded twice: address in the window
/// above, the letter between, the cheque below, to be cut off along the lower fold.
/// </summary>
public sealed class ChequePdf(IStringLocalizer<ChequesFeature> texts)
{
    /// <summary>One cheque as a file.</summary>
    internal byte[] Make(ChequeSheet sheet, ChequePaper cheque, PdfImage? logo, DateOnly today)
    {
        using var output = new MemoryStream();
        using var file = new PdfFile(output);
        using (StudioLanguages.Speak(cheque.Language))
        {
            Draw(file, sheet, cheque, logo, ChequeLayout.Mail);
            file.Finish($"{Title(cheque)} {sheet.Organisation.Name}", sheet.Organisation.Name, cheque.Language == "en" ? "en" : "nl", today);
        }

        file.Flush();
        return output.ToArray();
    }

    /// <summary>One more page of a batch.</summary>
    internal void AddPage(PdfFile file, ChequeSheet sheet, ChequePaper cheque, PdfImage? logo)
    {
        using (StudioLanguages.Speak(cheque.Language))
        {
            Draw(file, sheet, cheque, logo, ChequeLayout.Envelope);
        }
    }

    internal string Title(ChequePaper cheque) => cheque.Scheme.Length > 0 ? cheque.Scheme : texts["Reward cheque"];

    private void Draw(PdfFile file, ChequeSheet sheet, ChequePaper cheque, PdfImage? logo, ChequeLayout layout)
    {
        var page = file.NewPage();
        var look = new ChequeLook(sheet.Organisation.Brand.Colour);
        var letter = new ChequeLetter(texts, page, sheet, cheque, look);
        if (layout == ChequeLayout.Mail)
        {
            new ChequeVoucher(texts, page, sheet, cheque, look, logo, Title(cheque)).Draw(15 * PdfFile.Mm);
            letter.Draw(109 * PdfFile.Mm);
            letter.Foot();
        }
        else
        {
            letter.Envelope(logo);
            letter.Draw(103 * PdfFile.Mm);
            new ChequeVoucher(texts, page, sheet, cheque, look, logo, Title(cheque)).Draw(203.5 * PdfFile.Mm);
        }

        file.Add(page);
    }
}

/// <summary>The colours and letters of a cheque.</summary>
internal sealed class ChequeLook(HexColour brand)
{
    internal PdfColour Brand { get; } = PdfColour.Of(brand);

    /// <summary>What can be read on the brand colour, and a softer form of it.</summary>
    internal PdfColour OnBrand { get; } = PdfColour.Of(brand.TextOn);
    internal PdfColour OnBrandSoft { get; } = Between(brand, brand.TextOn, 0.82);

    /// <summary>The brand colour where it is a letter on white.</summary>
    internal PdfColour Heading { get; } = PdfColour.Of(brand.OnWhite);
    internal PdfColour Ink { get; } = PdfColour.Of(HexColour.Ink);
    internal PdfColour Grey { get; } = new(0.37, 0.35, 0.33);
    internal PdfColour Rule { get; } = new(0.82, 0.8, 0.77);
    internal PdfColour Shade { get; } = Between(brand, brand.TextOn, 0.09);

    internal static PdfStyle Regular(double size, PdfColour colour) => new(PdfFont.Regular, size, colour);

    internal static PdfStyle Bold(double size, PdfColour colour) => new(PdfFont.Bold, size, colour);

    private static PdfColour Between(HexColour from, HexColour to, double share) => new(
        (from.Red + ((to.Red - from.Red) * share)) / 255, (from.Green + ((to.Green - from.Green) * share)) / 255, (from.Blue + ((to.Blue - from.Blue) * share)) / 255);
}
