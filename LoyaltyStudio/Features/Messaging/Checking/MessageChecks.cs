using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Messaging.Checking;

/// <summary>I10: nothing promotional went to somebody who had not said yes before, or had said no again.</summary>
internal sealed class SentConsentCheck() : StatementCheck("sent-consent", "Every promotional message that went out had consent at that moment", """
    SELECT o.id AS message, o.member_id AS member, o.sent_at
    FROM outbox_message o
    WHERE o.state = 'Sent' AND o.kind = 'Marketing' AND NOT EXISTS (
      SELECT 1 FROM consent_record y
      WHERE y.member_id = o.member_id AND y.purpose = 'Email' AND y.granted AND y.at <= o.sent_at
        AND NOT EXISTS (SELECT 1 FROM consent_record n WHERE n.member_id = o.member_id AND n.purpose = 'Email' AND NOT n.granted AND n.at > y.at AND n.at <= o.sent_at AND n.recorded_at <= o.sent_at))
    """);
