namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>A benefit as a member reads it, in nl or en; for tills, web shops and messages, which know no resources.</summary>
public static class BenefitWords
{
    public static string Say(Benefit benefit, string language)
    {
        var nl = language == "nl";
        return benefit.Kind switch
        {
            BenefitKind.FreeDelivery => nl ? "Gratis bezorging" : "Free delivery",
            BenefitKind.Discount => nl ? $"Altijd {benefit.Value} % korting" : $"Always {benefit.Value} % off",
            BenefitKind.EarlySaleAccess => nl ? $"{benefit.Value} uur eerder in de uitverkoop" : $"Into the sale {benefit.Value} hours early",
            BenefitKind.BirthdayGift => nl ? "Cadeau op je verjaardag" : "A gift on your birthday",
            BenefitKind.Invitation => nl ? "Uitnodigingen voor bijzondere avonden" : "Invitations to special evenings",
            BenefitKind.Text => nl ? benefit.TextNl : benefit.TextEn,
        };
    }

    /// <summary>A channel as people call it.</summary>
    public static string Channel(string channel, string language)
    {
        var nl = language == "nl";
        return channel switch
        {
            "store" => nl ? "winkel" : "shop",
            "web" => nl ? "webshop" : "web shop",
            "marketplace" => nl ? "marktplaats" : "marketplace",
            "phone" => nl ? "telefoon" : "phone",
            _ => channel,
        };
    }

    /// <summary>The channels in which a benefit may hold.</summary>
    public static IReadOnlyList<string> Channels { get; } = ["store", "web", "marketplace", "phone"];
}
