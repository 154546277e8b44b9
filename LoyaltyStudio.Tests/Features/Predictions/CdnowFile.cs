using System.Globalization;
using LoyaltyStudio.Features.Predictions.Models;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>The CDNOW sample of the papers, read as they read it: same-day purchases are one, weeks, calibration to the end of September 1997.</summary>
internal sealed record CdnowCustomer(int X, double Tx, double T, double Mean, int Held, int Before);

internal static class CdnowFile
{
    private static readonly DateOnly Cut = new(1997, 9, 30);
    private static readonly DateOnly End = new(1998, 6, 30);

    internal static List<CdnowCustomer> Read() => [.. File.ReadLines(Path.Combine(RealData.FolderOrSkip(), "cdnow-sample.txt"))
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(p => p.Length >= 5)
        .Select(p => (Id: p[0], On: DateOnly.ParseExact(p[2], "yyyyMMdd", CultureInfo.InvariantCulture), Amount: double.Parse(p[4], CultureInfo.InvariantCulture)))
        .GroupBy(p => p.Id).Select(Customer)];

    internal static PurchaseGroup[] Groups(IEnumerable<CdnowCustomer> customers) => [.. customers.Select(c => new PurchaseGroup(c.X, c.Tx, c.T, 1))];

    private static CdnowCustomer Customer(IGrouping<string, (string Id, DateOnly On, double Amount)> rows)
    {
        var days = rows.GroupBy(r => r.On).OrderBy(d => d.Key).Select(d => (On: d.Key, Amount: d.Sum(r => r.Amount))).ToList();
        var known = days.Where(d => d.On <= Cut).ToList();
        var first = known[0].On.DayNumber;
        var repeats = known.Skip(1).ToList();
        return new CdnowCustomer(repeats.Count, (known[^1].On.DayNumber - first) / 7.0, (Cut.DayNumber - first) / 7.0, repeats.Count == 0 ? 0 : repeats.Average(r => r.Amount),
            days.Count(d => d.On > Cut && d.On <= End), known.Count(d => d.On.DayNumber > Cut.DayNumber - 273 && d.On.DayNumber > first));
    }
}
