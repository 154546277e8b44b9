using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Campaigns.Checking;

/// <summary>Who is left out gets nothing; what was done for somebody belongs to a way through the campaign.</summary>
internal sealed class CampaignCheck() : StatementCheck("campaign-groups", "Nobody of a control group got anything of the campaign, and every contact belongs to a way through it", """
    SELECT t.campaign_id AS campaign, t.member_id AS member, t.step, m."group"
    FROM campaign_contact t
    LEFT JOIN campaign_member m ON m.campaign_id = t.campaign_id AND m.member_id = t.member_id
    LEFT JOIN journey j ON j.campaign_id = t.campaign_id AND j.member_id = t.member_id AND j.entered_on = t.entered_on
    WHERE m."group" IS NULL OR m."group" = 'Holdout' OR j.member_id IS NULL
    UNION ALL
    SELECT c.campaign_id, c.member_id, 'coupon', m."group" FROM coupon c JOIN campaign_member m ON m.campaign_id = c.campaign_id AND m.member_id = c.member_id WHERE m."group" = 'Holdout'
    """);
