using System.Security.Cryptography;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>
/// Which passwords are good enough: long, and not what everybody tries first. No demands on kinds of characters, which make passwords worse.
/// </summary>
public static class PasswordRule
{
    public const int Shortest = 12;
    public const int Longest = 128;

    /// <summary>Words that make no password, also not two or three of them in a row with digits around: what lists of stolen passwords begin with.</summary>
    private static readonly HashSet<string> Tired = new(StringComparer.Ordinal)
    {
        "password", "passwort", "passw", "pass", "word", "wachtwoord", "geheim", "secret", "welkom", "welcome", "admin", "administrator", "beheer", "beheerder",
        "login", "letmein", "hello", "hallo", "qwerty", "qwertyuiop", "azerty", "asdf", "asdfgh", "asdfghjkl", "zxcv", "zxcvbn", "zxcvbnm", "qaz", "wsx", "abc",
        "abcd", "abcdef", "abcdefgh", "iloveyou", "ik", "hou", "van", "jou", "ikhouvanjou", "schatje", "liefje", "love", "monkey", "dragon", "football", "voetbal",
        "ajax", "feyenoord", "psv", "amsterdam", "rotterdam", "nederland", "holland", "zomer", "winter", "lente", "herfst", "summer", "spring", "autumn", "sunshine",
        "princess", "prinses", "superman", "batman", "master", "shadow", "michael", "test", "testtest", "demo", "user", "gebruiker", "root", "default", "changeme",
        "temp", "tijdelijk", "nieuw", "new", "loyalty", "studio", "loyaltystudio", "winkel", "shop", "store", "klant", "punten", "spaar", "my", "mijn", "the", "is",
        "het", "de", "een", "trustno", "baseball", "access", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
        "november", "december", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    };

    /// <summary>What is wrong with the password of the person with this name and address; null when nothing is.</summary>
    public static FieldError? Problem(string password, string email, string name, string field = "Password")
    {
        if (password.Length < Shortest)
        {
            return new FieldError(field, "Use at least {0} characters. A short sentence is easy to remember.", Shortest);
        }

        if (password.Length > Longest)
        {
            return new FieldError(field, "Use at most {0} characters.", Longest);
        }

        var letters = string.Concat(password.Where(char.IsLetter)).ToLowerInvariant();
        if (password.Distinct().Count() < (letters.Length == 0 ? 8 : 5) || IsRow(password) || (letters.Length > 0 && IsTired(letters)))
        {
            return new FieldError(field, "This password is among the first that are tried. Choose a less common one.");
        }

        var about = new[] { email.Split('@')[0], name }.SelectMany(t => t.Split(' ', '.', '-', '_')).Where(t => t.Length > 2);
        var rest = about.Aggregate(letters, (text, own) => text.Replace(own.ToLowerInvariant(), "", StringComparison.Ordinal));
        return rest.Length != letters.Length && (rest.Length < 4 || IsTired(rest))
            ? new FieldError(field, "Do not use your own name or e-mail address as password.")
            : null;
    }

    /// <summary>A password for somebody else, to be shown once: five groups of four, 100 bits.</summary>
    public static string Generate()
    {
        const string alphabet = "23456789abcdefghjkmnpqrstuvwxyzA";
        return string.Join('-', Enumerable.Range(0, 5).Select(_ => RandomNumberGenerator.GetString(alphabet, 4)));
    }

    /// <summary>True when the letters are nothing but words of the list.</summary>
    private static bool IsTired(string letters)
    {
        var reach = new bool[letters.Length + 1];
        reach[0] = true;
        for (var end = 1; end <= letters.Length; end++)
        {
            for (var start = 0; start < end && !reach[end]; start++)
            {
                reach[end] = reach[start] && Tired.Contains(letters[start..end]);
            }
        }

        return reach[^1];
    }

    /// <summary>abcdef…, 9876…: each character follows the one before.</summary>
    private static bool IsRow(string text) =>
        text.Zip(text.Skip(1), (a, b) => b - a).Count(step => step is 1 or -1) >= text.Length - 3;
}
