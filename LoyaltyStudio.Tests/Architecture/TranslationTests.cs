using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LoyaltyStudio.Tests.Architecture;

/// <summary>Every English sentence that a person can see has a Dutch one. The English sentence is the key, so a changed one shows up here.</summary>
public sealed partial class TranslationTests
{
    /// <summary>What only tills and web shops are told; the API speaks English.</summary>
    private static readonly string[] ApiOnly =
        ["Features/Members/MembersEndpoints.cs", "Features/Purchases/Recording/", "Features/Points/Events/", "Features/Dashboards/MemberSummary/"];

    [Fact]
    public void Every_text_of_a_screen_has_a_Dutch_one()
    {
        var shared = Dutch("Ui");
        var missing = new List<string>();
        foreach (var file in SourceFiles.All("*.razor", "*.cs"))
        {
            var own = Dutch(AreaOf(file.Path));
            foreach (Match match in ScreenText().Matches(file.Text))
            {
                var text = Regex.Unescape(match.Groups["text"].Value);
                var known = match.Groups["by"].Value == "U" ? shared.ContainsKey(text) : own.ContainsKey(text);
                if (!known)
                {
                    missing.Add($"{file.Path}: {match.Groups["by"].Value}[\"{text}\"]");
                }
            }
        }

        Assert.True(missing.Count == 0, $"{missing.Count} texts without Dutch. T stands in the resource file of the file's own area, U in Ui/UiTexts.nl.resx:\n{string.Join("\n", missing.Distinct())}");
    }

    [Fact]
    public void Every_refusal_and_every_entry_of_the_menu_has_a_Dutch_one()
    {
        var shared = Dutch("Ui");
        var missing = new List<string>();
        foreach (var file in SourceFiles.All("*.razor", "*.cs").Where(f => !f.Path.StartsWith("Cli/", StringComparison.Ordinal) && !f.Path.Contains("Verb", StringComparison.Ordinal)
            && !ApiOnly.Any(a => f.Path.StartsWith(a, StringComparison.Ordinal))))
        {
            var own = Dutch(AreaOf(file.Path));
            foreach (Match match in RefusalText().Matches(file.Text).Concat(MenuText().Matches(file.Text)))
            {
                var text = Regex.Unescape(match.Groups["text"].Value);
                if (text.Contains(' ', StringComparison.Ordinal) && !own.ContainsKey(text) && !shared.ContainsKey(text))
                {
                    missing.Add($"{file.Path}: \"{text}\"");
                }
            }
        }

        Assert.True(missing.Count == 0, $"{missing.Count} sentences without Dutch in their area or in Ui/UiTexts.nl.resx:\n{string.Join("\n", missing.Distinct())}");
    }

    /// <summary>The trail keeps stable English names; the page reads them as words ("points.extended": "Points extended") and asks for Dutch.</summary>
    [Fact]
    public void Every_act_in_the_audit_trail_and_its_kind_has_a_Dutch_name()
    {
        var own = Dutch("Features/Access");
        var acts = SourceFiles.All("*.cs").SelectMany(f => Audited().Matches(f.Text)).SelectMany(m => ActName().Matches(m.Value)).Select(m => m.Groups["act"].Value).Distinct().ToList();
        Assert.True(acts.Count > 40, "The acts were not found in the source.");
        var missing = acts.SelectMany(a => new[] { a, a.Split('.')[0] }).Distinct().Select(AuditWords).Where(w => !own.ContainsKey(w)).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} acts without Dutch in Features/Access: {string.Join(", ", missing)}");
    }

    private static string AuditWords(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('.', ' ').Replace('_', ' ');

    [Fact]
    public void A_Dutch_text_stands_there_once_is_not_empty_and_asks_for_no_value_that_is_not_given()
    {
        var wrong = new List<string>();
        foreach (var file in SourceFiles.All("*.nl.resx"))
        {
            var entries = XDocument.Parse(file.Text).Root!.Elements("data").Select(d => (Key: d.Attribute("name")!.Value, Value: d.Element("value")?.Value ?? "")).ToList();
            wrong.AddRange(entries.GroupBy(e => e.Key, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => $"{file.Path}: \"{g.Key}\" stands there twice, perhaps with other capitals"));
            wrong.AddRange(entries.Where(e => e.Value.Trim().Length == 0).Select(e => $"{file.Path}: \"{e.Key}\" is empty"));
            wrong.AddRange(entries.Where(e => !Places(e.Value).IsSubsetOf(Places(e.Key))).Select(e => $"{file.Path}: \"{e.Key}\" and \"{e.Value}\": the Dutch asks for a value that nobody gives"));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Groups["n"].Value)];

    /// <summary>Features/Cheques/… → Features/Cheques; Jobs/Pages/… → Jobs.</summary>
    private static string AreaOf(string path) => path.Split('/') is ["Features", var feature, ..] ? $"Features/{feature}" : path.Split('/')[0];

    private static Dictionary<string, string> Dutch(string area) => SourceFiles.All("*.nl.resx").Where(f => AreaOf(f.Path) == area)
        .SelectMany(f => XDocument.Parse(f.Text).Root!.Elements("data")).GroupBy(d => d.Attribute("name")!.Value).ToDictionary(g => g.Key, g => g.First().Element("value")?.Value ?? "");

    [GeneratedRegex("""(?<![\w.])(?<by>[TU]|texts)\["(?<text>(?:[^"\\]|\\.)*)"[,\]]""")]
    private static partial Regex ScreenText();

    [GeneratedRegex("""(?:Refuse\.(?:NotFound|Conflict)\("[^"]*",|Refuse\.Throttled\("[^"]*",[^"]*|Refuse\.Invalid\((?:"[^"]*"|nameof\([^)]*\)|[\w.]+),|new FieldError\((?:"[^"]*"|nameof\([^)]*\)|[\w.]+),|Check\([^"]*nameof\([^)]*\),)\s*"(?<text>(?:[^"\\]|\\.)*)["]""")]
    private static partial Regex RefusalText();

    [GeneratedRegex("""new (?:Ui\.)?NavEntry\(\d+, "[^"]*", "(?<text>[^"]*)["]""")]
    private static partial Regex MenuText();

    [GeneratedRegex(@"\.Audit\(.*?\);", RegexOptions.Singleline)]
    private static partial Regex Audited();

    [GeneratedRegex("""
        "(?<act>[a-z_]+\.[a-z_]+)"
        """)]
    private static partial Regex ActName();

    [GeneratedRegex(@"\{(?<n>\d+)")]
    private static partial Regex Place();
}
