using System.Globalization;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>The member's own data in a campaign message.</summary>
public sealed record Recipient(long MemberId, string FirstName, string LastName, string CardNumber, string Email, string Language, long Points, string Tier, string Store);

/// <summary>A coupon as a message shows it.</summary>
public sealed record CouponFace(string Code, CouponKind Kind, int Value, DateOnly ValidUntil);

/// <summary>Writes the messages of one step, in each member's language.</summary>
internal sealed class CampaignMail(MessageStep step, OrganisationInfo organisation, bool service = false)
{
    private readonly Dictionary<string, MessageTemplate> templates = [];

    internal RenderedMail Render(Recipient to, CouponFace? coupon, string variant = "")
    {
        var language = to.Language == "en" ? "en" : "nl";
        var culture = CultureInfo.GetCultureInfo(language == "nl" ? "nl-NL" : "en-GB");
        return TemplateOf(language, variant).Render(new Dictionary<string, string>
        {
            [MergeField.FirstName] = to.FirstName.Length > 0 ? to.FirstName : language == "nl" ? "klant" : "customer",
            [MergeField.LastName] = to.LastName,
            [MergeField.CardNumber] = to.CardNumber,
            [MergeField.CouponCode] = coupon is null ? "" : CodeText.Print(coupon.Code),
            [MergeField.CouponValue] = coupon is null ? "" : ValueOf(coupon, culture),
            [MergeField.ValidUntil] = coupon?.ValidUntil.ToString("d MMMM yyyy", culture) ?? "",
            [MergeField.Organisation] = organisation.Name,
            [MergeField.Points] = to.Points.ToString("N0", culture),
            [MergeField.Tier] = to.Tier,
            [MergeField.Store] = to.Store,
        }, organisation.MailFrom, organisation.Brand);
    }

    private string ValueOf(CouponFace coupon, CultureInfo culture)
    {
        var dutch = culture.TwoLetterISOLanguageName == "nl";
        return coupon.Kind switch
        {
            CouponKind.Percent => $"{coupon.Value} %",
            CouponKind.Delivery => dutch ? "Gratis bezorging" : "Free delivery",
            CouponKind.Points => dutch ? $"{coupon.Value.ToString("N0", culture)} punten extra" : $"{coupon.Value.ToString("N0", culture)} points extra",
            CouponKind.Product when coupon.Value == 0 => dutch ? "Gratis cadeau" : "Free gift",
            _ => new Money(coupon.Value, organisation.Currency).Format(culture),
        };
    }

    private MessageTemplate TemplateOf(string language, string variant)
    {
        var key = language + variant;
        if (!templates.TryGetValue(key, out var template))
        {
            var text = step.Of(language);
            templates[key] = template = MessageTemplate.Parse(language, variant == "B" && text.OtherSubject.Length > 0 ? text.OtherSubject : text.Subject, text.Body, service: service).Must();
        }

        return template;
    }
}
