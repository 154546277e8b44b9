using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Jobs.Pages;

/// <summary>Says what jobs wrote down in English in the reader's language: the figures are taken out, the rest is the key of the translation.</summary>
internal static partial class JobSentences
{
    internal static string Say(this IStringLocalizer texts, string sentence)
    {
        var figures = new List<object>();
        var key = Figure().Replace(sentence, match =>
        {
            figures.Add(Written(match.Value));
            return $"{{{figures.Count - 1}}}";
        });
        var said = key.Length == 0 ? null : texts[key];
        return said is { ResourceNotFound: false } ? string.Format(System.Globalization.CultureInfo.CurrentCulture, said.Value, [.. figures]) : sentence;
    }

    /// <summary>"user 3 Sanne" → Sanne; the schedule and the command line have names of their own.</summary>
    internal static string Who(this IStringLocalizer texts, string stamp) => stamp.Split(' ', 3) switch
    {
        ["user", _, var name] => name,
        ["cli", var name] => texts["{0}, on the command line", name],
        ["job", ..] => texts["the schedule"],
        _ => stamp,
    };

    /// <summary>12 s, 3 min 5 s, 2 h 10 min.</summary>
    internal static string Took(this IStringLocalizer texts, TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => texts["less than a second"],
        { TotalMinutes: < 1 } => texts["{0} s", time.Seconds],
        { TotalHours: < 1 } => texts["{0} min {1} s", time.Minutes, time.Seconds],
        _ => texts["{0} h {1} min", (int)time.TotalHours, time.Minutes],
    };

    /// <summary>12,345.60 as the reader writes it; a number without signs, such as a year, stays as it is.</summary>
    private static string Written(string figure) => figure.AsSpan().ContainsAny('.', ',') && decimal.TryParse(figure, System.Globalization.CultureInfo.InvariantCulture, out var number)
        ? number.ToString($"N{(figure.LastIndexOf('.') is var point and >= 0 ? figure.Length - point - 1 : 0)}", System.Globalization.CultureInfo.CurrentCulture) : figure;

    [GeneratedRegex(@"\d[\d.,]*(?<=\d)")]
    private static partial Regex Figure();
}
