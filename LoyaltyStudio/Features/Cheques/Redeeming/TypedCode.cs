using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>A code as a till sent it, in the form in which it is looked for.</summary>
/// <param name="Hash">Of a code of one cheque or coupon.</param>
/// <param name="Word">A word that everybody may use, such as ZOMER10; empty for a code with a check symbol.</param>
public sealed record TypedCode(byte[] Hash, string Word)
{
    public const int LeastLetters = 4;

    /// <summary>Shorter than the code of a cheque, so that one that was typed wrong is never looked for as a word and stands in no statement.</summary>
    public const int MostLetters = CodeText.Length - 2;

    /// <summary>Letters and digits in capitals, without blanks and dashes; null for a text that can be no such word. What could be the code of a cheque is none.</summary>
    public static string? WordOf(string? typed)
    {
        if (typed is null || typed.Length > 64 || CodeText.Normalise(typed) is not null)
        {
            return null;
        }

        var word = new string([.. typed.Where(c => c is not ('-' or ' ' or '\t' or '\r' or '\n')).Select(char.ToUpperInvariant)]);
        return word.Length is >= LeastLetters and <= MostLetters && word.All(c => c is >= 'A' and <= 'Z' or >= '0' and <= '9') ? word : null;
    }
}
