using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Members;

/// <summary>The member's own flag is the latest word of the consent records.</summary>
internal sealed class ConsentCheck() : StatementCheck("consent", "Consent for e-mail is what the latest record says", """
    SELECT m.id AS member, m.email_consent
    FROM member m
    LEFT JOIN (SELECT member_id, granted, row_number() OVER (PARTITION BY member_id ORDER BY at DESC, id DESC) AS place FROM consent_record WHERE purpose = 'Email') c
      ON c.member_id = m.id AND c.place = 1
    WHERE m.email_consent <> coalesce(c.granted, m.email_consent) OR (m.email_consent AND c.member_id IS NULL)
    """);
