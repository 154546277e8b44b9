using LoyaltyStudio.Features.Members.Model;

namespace LoyaltyStudio.Features.Members.Pages;

/// <summary>The purposes of consent in English, keys of the translation.</summary>
internal static class ConsentWords
{
    internal static string Of(ConsentPurpose purpose) => purpose switch
    {
        ConsentPurpose.Email => "Offers by e-mail",
        ConsentPurpose.Sms => "Offers by text message",
        ConsentPurpose.Post => "Offers by post",
        ConsentPurpose.Profiling => "Personal offers from what was bought",
        _ => purpose.ToString(),
    };
}
