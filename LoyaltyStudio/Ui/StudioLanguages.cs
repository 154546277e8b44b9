using System.Globalization;

namespace LoyaltyStudio.Ui;

/// <summary>The languages of the screens and how each writes numbers and dates. English follows British custom: the shops are European.</summary>
public static class StudioLanguages
{
    /// <summary>Name of the cookie in which a browser remembers its language.</summary>
    public const string Cookie = "studio-language";

    public static readonly IReadOnlyList<string> All = ["nl", "en"];

    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The culture of a language; Dutch for every other text.</summary>
    public static CultureInfo CultureOf(string language) => language == "en" ? English : Dutch;

    /// <summary>Speaks a language on this thread until it is disposed of; nothing may be awaited meanwhile. For answers in the language of somebody else.</summary>
    public static IDisposable Speak(string language) => new Speaking(CultureOf(language));

    private sealed class Speaking : IDisposable
    {
        private readonly CultureInfo before = CultureInfo.CurrentCulture, beforeUi = CultureInfo.CurrentUICulture;

        internal Speaking(CultureInfo culture) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;

        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
    }

    /// <summary>nl or en: the language in which this request or circuit speaks.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "en" : "nl";
}
