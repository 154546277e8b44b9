using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Access.Trail;

/// <summary>Reads the stable names of acts, such as cheque_run.approved, as words: the key of the translation is "cheque run approved".</summary>
public static class AuditTexts
{
    public static string Act(IStringLocalizer texts, string action) => texts[Words(action)];

    public static string Kind(string kind) => Words(kind);

    private static string Words(string name)
    {
        var words = name.Replace('.', ' ').Replace('_', ' ');
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
