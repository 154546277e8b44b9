using System.Globalization;
using LoyaltyStudio.Documents;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Budget;

/// <summary>The budget as a file for a spreadsheet: months, then campaigns, then what was entered by hand.</summary>
internal static class BudgetCsv
{
    internal static byte[] Of(IStringLocalizer t, BudgetView view)
    {
        List<string[]> rows = [[t["Month"], t["Brand"], t["Activation"], t["Discounts given"], t["Revenue of members"], t["Bought at a discount"]]];
        rows.AddRange(view.Months.Select(m => new[] { Month(m.Month), Money(m.Brand), Money(m.Activation), Money(m.Discounts), Money(m.Revenue), Money(m.Discounted) }));
        rows.Add([t["Campaign"], t["What for"], t["Budget"], t["Spent"], t["Extra margin before cost"], t["Cost of one extra euro"]]);
        rows.AddRange(view.Campaigns.Select(c => new[] { c.Name, c.Kind.ToString(), c.Budget is { } b ? Money(b) : "", Money(c.Spent), c.Margin is { } m ? Money(m.ExtraCents) : "", c.PerIncrementalEuro is { } p ? p.Cost.ToString("0.00", CultureInfo.CurrentCulture) : "" }));
        rows.Add([t["Month"], t["What for"], t["Amount"], t["Note"], "", ""]);
        rows.AddRange(view.Spends.Select(s => new[] { Month(s.Month), s.Kind.ToString(), Money(s.AmountCents), s.Note, "", "" }));
        return CsvFile.Of(rows);
    }

    private static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Money(long cents) => (cents / 100m).ToString("0.00", CultureInfo.CurrentCulture);
}
