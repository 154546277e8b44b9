using System.Globalization;
using System.Text;

namespace LoyaltyStudio.Platform;

/// <summary>Text as the search index keeps it: lower case, without accents, words parted by one blank.</summary>
public static class Words
{
    public static string Fold(params ReadOnlySpan<string?> parts)
    {
        var folded = new StringBuilder();
        foreach (var part in parts)
        {
            var blank = folded.Length > 0;
            foreach (var c in (part ?? "").Normalize(NormalizationForm.FormD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                {
                    continue;
                }

                if (!char.IsLetterOrDigit(c))
                {
                    blank = folded.Length > 0;
                    continue;
                }

                folded.Append(blank ? " " : "").Append(Plain(char.ToLowerInvariant(c)));
                blank = false;
            }
        }

        return folded.ToString();
    }

    /// <summary>Letters that Unicode does not take apart, as people type them without the sign.</summary>
    private static char Plain(char c) => c switch { 'ı' => 'i', 'ø' => 'o', 'ł' => 'l', 'đ' => 'd', _ => c };
}
