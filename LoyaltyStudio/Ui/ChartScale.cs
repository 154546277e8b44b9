using System.Globalization;

namespace LoyaltyStudio.Ui;

/// <summary>One row of figures in a chart.</summary>
/// <param name="Colour">A colour of ours, such as var(--rz-series-1).</param>
public sealed record ChartSeries(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>A figure of a list of bars. Href leads to what is behind it.</summary>
public sealed record ChartBar(string Name, double Value, string Text, string Colour = "var(--rz-series-1)", string? Href = null, string Detail = "");

/// <summary>Round figures for the axis of a chart.</summary>
public static class ChartScale
{
    /// <summary>Three to six round figures from 0 up to at least the highest.</summary>
    public static IReadOnlyList<double> Ticks(double highest)
    {
        if (highest <= 0)
        {
            return [0, 1];
        }

        // People and pieces come whole, so no step falls between two numbers.
        var rough = highest / 4;
        var step = 1.0;
        for (var power = 1.0; step < rough; power *= 10)
        {
            step = new[] { 1, 2, 2.5, 5, 10 }.Select(f => f * power).First(s => s == Math.Floor(s) && (s >= rough || s >= 10 * power));
        }

        return [.. Enumerable.Range(0, (int)Math.Ceiling((highest / step) - 1e-9) + 1).Select(i => i * step)];
    }

    /// <summary>12.500 → 12,5k; what fits beside an axis.</summary>
    public static string Brief(double value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.##", CultureInfo.CurrentCulture) + (StudioLanguages.Current == "en" ? "m" : " mln"),
        >= 10_000 => (value / 1_000).ToString("0.##", CultureInfo.CurrentCulture) + "k",
        _ => value.ToString("#,0.##", CultureInfo.CurrentCulture),
    };

    /// <summary>nov; with the year in January, and everywhere in a long row.</summary>
    public static IReadOnlyList<string> MonthLabels(IReadOnlyList<DateOnly> months) =>
        [.. months.Select(m => m.ToString("MMM", CultureInfo.CurrentCulture).TrimEnd('.') + (m.Month == 1 || months.Count > 14 ? m.ToString(" ’yy", CultureInfo.InvariantCulture) : ""))];

    /// <summary>november 2026</summary>
    public static IReadOnlyList<string> MonthTitles(IReadOnlyList<DateOnly> months) => [.. months.Select(m => m.ToString("MMMM yyyy", CultureInfo.CurrentCulture))];
}
