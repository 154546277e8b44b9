using LoyaltyStudio.Features.Access.Model;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>The English names of roles and what they may do, keys of the translation.</summary>
public static class RoleTexts
{
    public static string Name(StudioRole role) => role switch
    {
        StudioRole.Administrator => "Administrator",
        StudioRole.Marketer => "Marketer",
        StudioRole.StoreManager => "Store manager",
        StudioRole.Auditor => "Auditor",
    };

    public static string About(StudioRole role) => role switch
    {
        StudioRole.Administrator => "May do everything, users and settings too.",
        StudioRole.Marketer => "Runs programme, campaigns and cheques.",
        StudioRole.StoreManager => "Sees customers and figures of the own stores and redeems codes.",
        StudioRole.Auditor => "Sees everything, changes nothing.",
    };
}
