using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access.Keys;

/// <summary>English words for what a key may do, keys of the translation.</summary>
public static class KeyTexts
{
    public static string Name(Permission scope) => scope switch
    {
        Permission.RecordPurchases => "Record purchases",
        Permission.ViewCampaigns => "Read results of campaigns",
        Permission.ViewMembers => "Look up customers",
        Permission.EditMembers => "Add and change customers",
        Permission.ViewPurchases => "Look up purchases",
        Permission.RedeemCodes => "Redeem codes",
        Permission.HandleFeedback => "Send complaints, promises and reviews",
        _ => scope.ToString(),
    };
}
