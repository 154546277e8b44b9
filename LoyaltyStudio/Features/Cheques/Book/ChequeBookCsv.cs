using System.Globalization;
using CsvHelper;
using LoyaltyStudio.Features.Cheques.Runs;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Book;

/// <summary>The cheque book for a spreadsheet or the accounts, in the reader's language; amounts in the retailer's currency, a total below.</summary>
internal static class ChequeBookCsv
{
    internal static byte[] Make(IStringLocalizer t, ChequeBookView view, BookSplit split)
    {
        using var stream = new MemoryStream();
        using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ';', Injection = CsvInjection.Escape, WriteByteOrderMark = true }, leaveOpen: true))
        {
            csv.WriteRecord([ChequeTexts.Split(t, split), t["Open before"], t["Issued"], t["Used"], t["Given back"], t["Expired"], t["Withdrawn"], t["Open after"]]);
            foreach (var row in view.Rows)
            {
                csv.WriteRecord([ChequeTexts.BookRow(t, split, row), .. Figures(row.Figures)]);
            }

            if (split != BookSplit.Till)
            {
                csv.WriteRecord([t["Total"], .. Figures(view.Total)]);
            }
        }

        return stream.ToArray();
    }

    private static IEnumerable<string> Figures(BookFigures f) =>
        new[] { f.Before, f.Issued, -f.Redeemed, f.Reversed, -f.Expired, -f.Revoked, f.After }.Select(cents => (cents / 100m).ToString("0.00", CultureInfo.CurrentCulture));
}
