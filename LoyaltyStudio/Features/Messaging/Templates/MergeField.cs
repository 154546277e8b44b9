namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>The only fields that a message may use, each under an English and a Dutch name.</summary>
public static class MergeField
{
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string CardNumber = "card_number";
    public const string CouponCode = "coupon_code";
    public const string CouponValue = "coupon_value";
    public const string ValidUntil = "valid_until";
    public const string Organisation = "organisation";
    public const string Points = "points";
    public const string Tier = "tier";
    public const string Store = "store";
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
        ["klasse"] = Tier,
        ["winkel"] = Store,
        ["uitnodigingslink"] = ReferralLink,
    };

    /// <summary>The names to offer to somebody who writes in this language.</summary>
    public static IReadOnlyList<string> Names(string language) => language == "nl" ? [.. Dutch.Keys] : [.. Dutch.Values];

    /// <summary>The field's own name for either of its names; null when there is no such field.</summary>
    internal static string? Find(string name) => Dutch.TryGetValue(name, out var field) ? field : Dutch.ContainsValue(name) ? name : null;
}
