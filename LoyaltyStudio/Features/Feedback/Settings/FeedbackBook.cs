using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Settings;

/// <summary>A theme with the beginnings of words by which it is found.</summary>
public sealed record Theme(string Name, string Words);

/// <summary>The settings of feedback as the rest of the feature uses them; the defaults until somebody saves.</summary>
internal static class FeedbackBook
{
    private static readonly Theme[] DutchThemes =
    [
        new("levering", "lever bezorg pakket verzend koerier"), new("personeel", "personeel medewerk verkoop advies vriendelijk behulpzaam service"), new("prijs", "prijs prijzen prijzig duur duurder goedkoop korting aanbied kosten"),
        new("kwaliteit", "kwaliteit kapot stuk kras krassen slijt stevig degelijk"), new("assortiment", "assortiment keuze aanbod voorraad uitverkocht collectie"), new("wachttijd", "wacht rij kassa druk snel"),
        new("retour", "retour ruil ruilen geruild terugbreng terugbetal"), new("website", "website site app bestel betal inlog"),
    ];

    private static readonly Theme[] EnglishThemes =
    [
        new("delivery", "deliver parcel shipping courier"), new("staff", "staff employee advice friendly helpful service"), new("price", "price expensive cheap discount cost"),
        new("quality", "quality broken scratch sturdy damaged"), new("range", "range choice stock sold collection"), new("waiting", "waited waiting queue till busy quick slow"),
        new("returns", "return exchange refund"), new("website", "website site app order payment login"),
    ];

    internal static async Task<FeedbackSetting> ReadAsync(StudioDb db, CancellationToken ct) => await db.Set<FeedbackSetting>().AsNoTracking().FirstOrDefaultAsync(ct) ?? new FeedbackSetting();

    /// <summary>The retailer's themes; those that come with the product until somebody saves.</summary>
    internal static async Task<IReadOnlyList<Theme>> ThemesAsync(StudioDb db, string language, CancellationToken ct)
    {
        var own = await db.Set<FeedbackTheme>().AsNoTracking().OrderBy(t => t.Name).Select(t => new Theme(t.Name, t.Words)).ToListAsync(ct);
        return own.Count > 0 ? own : language == "en" ? EnglishThemes : DutchThemes;
    }

    /// <summary>The themes whose words begin a word of the text, ignoring accents and capitals. A word of up to four letters begins too much, so that it counts only whole.</summary>
    internal static IEnumerable<string> Find(IReadOnlyList<Theme> themes, string text)
    {
        var words = Words.Fold(text).Split([' ', ',', '.', '!', '?', ';', ':', '(', ')', '-', '/', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? [] : themes.Where(t => t.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(begin => words.Any(w => begin.Length > 4 ? w.StartsWith(begin, StringComparison.Ordinal) : w == begin))).Select(t => t.Name);
    }
}
