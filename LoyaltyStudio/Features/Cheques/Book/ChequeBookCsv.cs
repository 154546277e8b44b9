using System.Globalization;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Cheques.Runs;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Book;

/// <summary>The cheque book for a spreadsheet or the accounts, in the reader's language; amounts in the retailer's currency, a total below.</summary>
internal static class ChequeBookCsv
{
    internal static byte[] Make(IStringLocalizer t, ChequeBookView view, BookSplit split)
    {
        List<IEnumerable<string>> rows =
        [
            [ChequeTexts.Split(t, split), t["Open before"], t["Issued"], t["Used"], t["Given back"], t["Expired"], t["Withdrawn"], t["Open after"]],
            .. view.Rows.Select(row => Figures(row.Figures).Prepend(ChequeTexts.BookRow(t, split, row))),
        ];
        if (split != BookSplit.Till)
        {
            rows.Add(Figures(view.Total).Prepend(t["Total"]));
        }

        return CsvFile.Of(rows);
    }

    private static IEnumerable<string> Figures(BookFigures f) =>
        new[] { f.Before, f.Issued, -f.Redeemed, f.Reversed, -f.Expired, -f.Revoked, f.After }.Select(cents => (cents / 100m).ToString("0.00", CultureInfo.CurrentCulture));
}
