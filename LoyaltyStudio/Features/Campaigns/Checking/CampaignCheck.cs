using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Campaigns.Checking;

/// <summary>Who is left out gets nothing; who is not gets one message and one coupon.</summary>
internal sealed class CampaignCheck() : StatementCheck("campaign-groups", "Nobody of a control group got a message or coupon; everybody else got one of each", """
    SELECT m.campaign_id AS campaign, m.member_id AS member, m."group", o.id AS message, c.id AS coupon
    FROM campaign_member m
    LEFT JOIN outbox_message o ON o.campaign_id = m.campaign_id AND o.member_id = m.member_id
    LEFT JOIN coupon c ON c.campaign_id = m.campaign_id AND c.member_id = m.member_id
    WHERE (m."group" = 'Holdout' AND (o.id IS NOT NULL OR c.id IS NOT NULL)) OR (m."group" = 'Treatment' AND (o.id IS NULL OR c.id IS NULL))
    """);
