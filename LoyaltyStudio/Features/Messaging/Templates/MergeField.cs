using System.Text.RegularExpressions;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>
/// The only fields that a message may use, each under an English and a Dutch name. A field may carry words for who has nothing there: {{first_name|customer}}.
/// </summary>
public static partial class MergeField
{
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string CardNumber = "card_number";
    public const string CouponCode = "coupon_code";
    public const string CouponValue = "coupon_value";
    public const string ValidUntil = "valid_until";
    public const string Organisation = "organisation";
    public const string Points = "points";

    /// <summary>The points that expire next, where that is within sixty days, and the last day on which they can be spent.</summary>
    public const string PointsExpiring = "points_expiring";
    public const string PointsExpireOn = "points_expire_on";
    public const string Tier = "tier";
    public const string Store = "store";

    /// <summary>Name of the month of the birthday.</summary>
    public const string BirthdayMonth = "birthday_month";

    /// <summary>Three products out of the member's own purchases. Alone on a line it becomes a list. The value holds a name a line.</summary>
    public const string Products = "products";

    /// <summary>The member's own address to invite a friend; also as the address of a button.</summary>
    public const string ReferralLink = "referral_link";

    private static readonly Dictionary<string, string> Dutch = new()
    {
        ["voornaam"] = FirstName,
        ["achternaam"] = LastName,
        ["kaartnummer"] = CardNumber,
        ["kortingscode"] = CouponCode,
        ["kortingswaarde"] = CouponValue,
        ["geldig_tot"] = ValidUntil,
        ["organisatie"] = Organisation,
        ["punten"] = Points,
        ["punten_die_verlopen"] = PointsExpiring,
        ["punten_verlopen_op"] = PointsExpireOn,
        ["klasse"] = Tier,
        ["winkel"] = Store,
        ["verjaardagsmaand"] = BirthdayMonth,
        ["producten"] = Products,
        ["uitnodigingslink"] = ReferralLink,
    };

    /// <summary>Not everybody has these: where there is nothing and no other words are given, the whole paragraph, button or coupon is left out.</summary>
    internal static readonly IReadOnlySet<string> Optional = new HashSet<string> { CouponCode, CouponValue, ValidUntil, PointsExpiring, PointsExpireOn, Products, ReferralLink };

    /// <summary>The fields of the coupon.</summary>
    internal static readonly IReadOnlySet<string> OfCoupon = new HashSet<string> { CouponCode, CouponValue, ValidUntil };

    /// <summary>The names to offer to somebody who writes in this language.</summary>
    public static IReadOnlyList<string> Names(string language) => language == "nl" ? [.. Dutch.Keys] : [.. Dutch.Values];

    /// <summary>The field's own name for either of its names; null when there is no such field.</summary>
    internal static string? Find(string name) => Dutch.TryGetValue(name, out var field) ? field : Dutch.ContainsValue(name) ? name : null;

    /// <summary>The field's name for somebody who writes in this language.</summary>
    internal static string NameOf(string field, string language) => language == "nl" ? Dutch.First(d => d.Value == field).Key : field;

    /// <summary>A field as people write it: its name, and after a bar the words for who has nothing there.</summary>
    [GeneratedRegex(@"(?<!\{)\{\{[ ]?([a-z0-9_]{1,40})[ ]?(?:\|([^{}|\r\n]{1,80}))?\}\}(?!\})")]
    internal static partial Regex Written();
}
