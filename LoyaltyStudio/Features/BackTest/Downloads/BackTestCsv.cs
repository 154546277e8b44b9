using System.Globalization;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Pages;
using LoyaltyStudio.Features.BackTest.Reading;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.BackTest.Downloads;

/// <summary>Tables of a back-test for a spreadsheet, in the reader's language; cells that would run as formulas are defused. Amounts are in the retailer's currency.</summary>
internal static class BackTestCsv
{
    /// <summary>Those who gain and lose most, as far as the reader may see them.</summary>
    internal static byte[] Members(IStringLocalizer t, BackTestView view, BackTestResult result) => CsvFile.Of([
        [t["Customer"], t["Card"], t["Spent"], t["Points, happened"], t["Points, draft"], t["Tier, happened"], t["Tier, draft"], t["Cheques, happened"], t["Cheques, draft"], t["Open points, happened"],
            t["Open points, draft"], t["Difference"]],
        .. view.Winners.Concat(view.Losers).Select(m => (string[])
        [
            m.Name, m.Card, Money(m.Figures.SpentCents), Number(m.Figures.Points.Happened), Number(m.Figures.Points.WouldBe), TierName(result, m.Figures.Tier.Happened), TierName(result, m.Figures.Tier.WouldBe),
            Money(m.Figures.ChequeCents.Happened), Money(m.Figures.ChequeCents.WouldBe), Number(m.Figures.OpenPoints.Happened), Number(m.Figures.OpenPoints.WouldBe), Money(m.Figures.DifferenceCents),
        ])]);

    /// <summary>What every part of the programme gave, less returns.</summary>
    internal static byte[] Parts(IStringLocalizer t, BackTestResult result) => CsvFile.Of([
        [t["What gives the points"], t["Points, happened"], t["Points, draft"], t["Difference"]],
        .. result.Parts.Select(p => (string[])[BackTestWords.PartName(t, p), Number(p.Points.Happened), Number(p.Points.WouldBe), Number(p.Points.Difference)])]);

    private static string TierName(BackTestResult result, long place) => result.Tiers[(int)place].Name(StudioLanguages.Current);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Money(long cents) => (cents / 100m).ToString("0.00", CultureInfo.CurrentCulture);
}
