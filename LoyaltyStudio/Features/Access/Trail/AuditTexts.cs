using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Access.Trail;

/// <summary>Reads the stable names of acts, such as cheque_run.approved, as words: the key of the translation is "cheque run approved".</summary>
public static class AuditTexts
{
    public static string Act(IStringLocalizer texts, string action) => texts[Words(action)];

    public static string Kind(string kind) => Words(kind);

    /// <summary>Sanne of "user 3 Sanne", evaluate-tiers of "job evaluate-tiers".</summary>
    public static string Name(string actor) => actor[Origin(actor).Length..].TrimStart();

    /// <summary>"user 3" of "user 3 Sanne", job of "job evaluate-tiers".</summary>
    public static string Origin(string actor) => actor.Split(' ') switch
    {
        [var kind, var id, _, ..] when id.All(char.IsAsciiDigit) => $"{kind} {id}",
        [var kind, _, ..] => kind,
        _ => "",
    };

    private static string Words(string name)
    {
        var words = name.Replace('.', ' ').Replace('_', ' ');
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
