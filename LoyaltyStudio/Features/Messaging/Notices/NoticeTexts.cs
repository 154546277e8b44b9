using System.Globalization;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Messaging.Notices;

/// <summary>The member to whom a warning goes.</summary>
public sealed record NoticeMember(long Id, string FirstName, string LastName, string Email, string Language);

/// <summary>Writes warnings ahead in the member's language.</summary>
internal sealed class NoticeTexts(OrganisationInfo organisation)
{
    private readonly Dictionary<(NoticeKind, string), MessageTemplate> templates = new()
    {
        [(NoticeKind.TierEnds, "nl")] = Parse("nl", "Je bent {{tier}} tot en met {{valid_until}}",
            "Beste {{first_name}},\n\nJe bent {{tier}} tot en met {{valid_until}}. Om {{tier}} te blijven heb je tot en met die dag nog nodig: {{points}}.\n\nTot ziens bij {{organisation}}!"),
        [(NoticeKind.TierEnds, "en")] = Parse("en", "You are {{tier}} until {{valid_until}}",
            "Dear {{first_name}},\n\nYou are {{tier}} until {{valid_until}}. To stay {{tier}} you still need, by that day: {{points}}.\n\nSee you at {{organisation}}!"),
        [(NoticeKind.PointsExpire, "nl")] = Parse("nl", "{{points}} punten vervallen na {{valid_until}}",
            "Beste {{first_name}},\n\n{{points}} van je punten zijn geldig tot en met {{valid_until}}. Daarna vervallen ze. Gebruik ze dus op tijd.\n\nTot ziens bij {{organisation}}!"),
        [(NoticeKind.PointsExpire, "en")] = Parse("en", "{{points}} points expire after {{valid_until}}",
            "Dear {{first_name}},\n\n{{points}} of your points are valid until {{valid_until}}. After that day they expire, so use them in time.\n\nSee you at {{organisation}}!"),
    };

    internal OutboxDraft TierEnds(NoticeMember to, TierState state, DateOnly until) =>
        Draft(NoticeKind.TierEnds, to, until, state.Tier.Name(LanguageOf(to)), string.Join(Or(to), state.ToKeep.Select(w => Missing(w, LanguageOf(to)))));

    internal OutboxDraft PointsExpire(NoticeMember to, long points, DateOnly until) => Draft(NoticeKind.PointsExpire, to, until, "", points.ToString("N0", CultureOf(LanguageOf(to))));

    private OutboxDraft Draft(NoticeKind kind, NoticeMember to, DateOnly until, string tier, string points)
    {
        var language = LanguageOf(to);
        var mail = templates[(kind, language)].Render(new Dictionary<string, string>
        {
            [MergeField.FirstName] = to.FirstName.Length > 0 ? to.FirstName : language == "nl" ? "klant" : "customer",
            [MergeField.Tier] = tier,
            [MergeField.Points] = points,
            [MergeField.ValidUntil] = until.ToString("d MMMM yyyy", CultureOf(language)),
            [MergeField.Organisation] = organisation.Name,
        }, organisation.MailFrom, organisation.Brand);
        return new OutboxDraft(to.Id, null, MessageKind.Service, to.Email, $"{to.FirstName} {to.LastName}".Trim(), language, mail.Subject, mail.Html, mail.Text);
    }

    private string Missing(TierWayNow way, string language)
    {
        var culture = CultureOf(language);
        var nl = language == "nl";
        return string.Join(nl ? " en " : " and ", way.Goals.Where(g => g.Missing > 0).Select(g => g.Metric switch
        {
            TierMetric.Points => $"{g.Missing.ToString("N0", culture)} {(nl ? (g.Missing == 1 ? "punt" : "punten") : (g.Missing == 1 ? "point" : "points"))}",
            TierMetric.Spend => $"{new Money(g.Missing, organisation.Currency).Format(culture)} {(nl ? "aan aankopen" : "in purchases")}",
            TierMetric.Visits => $"{g.Missing.ToString("N0", culture)} {(nl ? (g.Missing == 1 ? "aankoop" : "aankopen") : (g.Missing == 1 ? "purchase" : "purchases"))}",
        }));
    }

    private static string Or(NoticeMember to) => LanguageOf(to) == "nl" ? ", of " : ", or ";

    private static string LanguageOf(NoticeMember to) => to.Language == "nl" ? "nl" : "en";

    private static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo(language == "nl" ? "nl-NL" : "en-GB");

    private static MessageTemplate Parse(string language, string subject, string body) => MessageTemplate.Parse(language, subject, body).Must();
}
