using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access.Users;

/// <summary>What each role may do. The only table of rights for people; API keys name their rights one by one.</summary>
public static class RolePermissions
{
    private static readonly Permission[] Reading =
    [
        Permission.ViewMembers, Permission.ViewPurchases, Permission.ViewProgramme, Permission.ViewCampaigns, Permission.ViewMessages,
        Permission.ViewCheques, Permission.ViewStores, Permission.ViewDashboard, Permission.ViewJobs,
        Permission.ViewFeedback, Permission.ViewInsight, Permission.ViewSegments, Permission.ViewTasks,
    ];

    private static readonly Dictionary<StudioRole, HashSet<Permission>> Table = new()
    {
        [StudioRole.Administrator] = [.. Enum.GetValues<Permission>()],
        [StudioRole.Marketer] =
        [
            .. Reading, Permission.EditMembers, Permission.RecordPurchases, Permission.ImportData, Permission.EditProgramme, Permission.PublishProgramme,
            Permission.AdjustPoints, Permission.EditCampaigns, Permission.ApproveCampaigns, Permission.HandleTasks, Permission.PrepareCheques, Permission.ApproveCheques, Permission.RedeemCodes, Permission.RunJobs,
            Permission.HandleFeedback, Permission.EditFeedback, Permission.EditInsight, Permission.EditSegments,
        ],
        [StudioRole.StoreManager] =
        [
            Permission.ViewMembers, Permission.ViewPurchases, Permission.ViewProgramme, Permission.ViewCheques, Permission.ViewStores,
            Permission.ViewDashboard, Permission.RedeemCodes, Permission.ViewFeedback, Permission.HandleFeedback, Permission.ViewInsight, Permission.ViewTasks, Permission.HandleTasks,
        ],
        [StudioRole.Auditor] = [.. Reading, Permission.ViewSettings, Permission.ViewAudit],
    };

    public static IReadOnlySet<Permission> Of(StudioRole role) => Table[role];
}
