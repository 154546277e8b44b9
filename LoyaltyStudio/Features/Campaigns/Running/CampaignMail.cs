using System.Globalization;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>The member's own data in a campaign message.</summary>
public sealed record Recipient(long MemberId, string FirstName, string LastName, string CardNumber, string Email, string Language, long Points, string Tier, string Store)
{
    public DateOnly? BirthDate { get; init; }

    /// <summary>The points that expire next and their last day; 0 and null where none do within sixty days.</summary>
    public long PointsExpiring { get; init; }
    public DateOnly? PointsExpireOn { get; init; }

    /// <summary>Names of products to suggest.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];
    public string ReferralLink { get; init; } = "";

    /// <summary>The latest word about profiling is yes: links may be counted.</summary>
    public bool Profiling { get; init; }
}

/// <summary>A coupon as a message shows it.</summary>
/// <param name="Code">As it is printed, or a mask.</param>
public sealed record CouponFace(string Code, CouponKind Kind, int Value, DateOnly ValidUntil);

/// <summary>Fills the words of a campaign with a member's data, in the member's language.</summary>
internal static class CampaignMail
{
    /// <summary>Stands where a code would, for people who look at a message.</summary>
    internal const string Mask = "••••-•••••-•••••";

    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL"), English = CultureInfo.GetCultureInfo("en-GB");

    internal static string LanguageOf(string language) => language == "en" ? "en" : "nl";

    internal static RenderedMail Render(MessageTemplate words, OrganisationInfo organisation, Recipient to, CouponFace? coupon, Func<int, string, string>? linkOf = null) =>
        words.Render(Values(organisation, to, coupon), organisation.MailFrom, organisation.Brand, linkOf);

    internal static Dictionary<string, string> Values(OrganisationInfo organisation, Recipient to, CouponFace? coupon)
    {
        var culture = to.Language == "en" ? English : Dutch;
        return new Dictionary<string, string>
        {
            [MergeField.FirstName] = to.FirstName,
            [MergeField.LastName] = to.LastName,
            [MergeField.CardNumber] = to.CardNumber,
            [MergeField.CouponCode] = coupon?.Code ?? "",
            [MergeField.CouponValue] = coupon is null ? "" : ValueOf(coupon, culture, organisation.Currency),
            [MergeField.ValidUntil] = coupon?.ValidUntil.ToString("d MMMM yyyy", culture) ?? "",
            [MergeField.Organisation] = organisation.Name,
            [MergeField.Points] = to.Points.ToString("N0", culture),
            [MergeField.PointsExpiring] = to.PointsExpiring > 0 ? to.PointsExpiring.ToString("N0", culture) : "",
            [MergeField.PointsExpireOn] = to.PointsExpireOn?.ToString("d MMMM", culture) ?? "",
            [MergeField.Tier] = to.Tier,
            [MergeField.Store] = to.Store,
            [MergeField.BirthdayMonth] = to.BirthDate?.ToString("MMMM", culture) ?? "",
            [MergeField.Products] = string.Join('\n', to.Products),
            [MergeField.ReferralLink] = to.ReferralLink,
        };
    }

    private static string ValueOf(CouponFace coupon, CultureInfo culture, string currency)
    {
        var dutch = culture == Dutch;
        return coupon.Kind switch
        {
            CouponKind.Percent => $"{coupon.Value} %",
            CouponKind.Delivery => dutch ? "Gratis bezorging" : "Free delivery",
            CouponKind.Points => dutch ? $"{coupon.Value.ToString("N0", culture)} punten extra" : $"{coupon.Value.ToString("N0", culture)} points extra",
            CouponKind.Product when coupon.Value == 0 => dutch ? "Gratis cadeau" : "Free gift",
            _ => new Money(coupon.Value, currency).Format(culture),
        };
    }
}
