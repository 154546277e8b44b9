namespace LoyaltyStudio.Platform;

/// <summary>What somebody may do. A role or an API key is a set of these; every use case asks for one.</summary>
public enum Permission
{
    ViewMembers, EditMembers, ViewPurchases, RecordPurchases, ImportData,
    ViewProgramme, EditProgramme, PublishProgramme, AdjustPoints,
    ViewCampaigns, EditCampaigns, ApproveCampaigns, ViewMessages, ViewTasks, HandleTasks,
    ViewFeedback, HandleFeedback, EditFeedback, ViewInsight, EditInsight, ViewSegments, EditSegments,
    ViewCheques, PrepareCheques, ApproveCheques, RedeemCodes,
    ViewStores, EditStores, ViewDashboard,
    ViewJobs, RunJobs, ViewSettings, EditSettings, ManageUsers, ManageApiKeys, ViewAudit,
}
