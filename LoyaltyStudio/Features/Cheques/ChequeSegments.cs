using LoyaltyStudio.Features.Segments;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>What segments may ask of reward cheques.</summary>
internal sealed class ChequeSegments : ISegmentFields
{
    private const string Group = "Cheques";
    private const string Open = "(SELECT member_id, sum(face_cents - redeemed_cents - ended_cents) AS cents, min(valid_until) AS ends FROM cheque"
        + " WHERE state IN ('Issued', 'Reserved', 'PartlyRedeemed') AND valid_until >= @today GROUP BY member_id)";

    private static readonly SegmentField Store = new("store", Group, "Store", SegmentKind.Choice, "", "store_id", typeof(ChequesFeature)) { Ids = true, Choices = SegmentStores.ListAsync };

    public IEnumerable<SegmentField> Fields =>
    [
        new("cheques.open", Group, "Open value of cheques", SegmentKind.Money, Open, "cents", typeof(ChequesFeature)) { Missing = "0" },
        new("cheques.ends", Group, "First cheque that ends", SegmentKind.Date, Open, "ends", typeof(ChequesFeature)),
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("cheque.issued", Group, "Cheques received", "cheque", "member_id", "issued_on", typeof(ChequesFeature)) { Amount = "face_cents" },
        new("cheque.used", Group, "Cheques used", "redemption", "member_id", "business_date", typeof(ChequesFeature))
        {
            Where = "code_kind = 'cheque' AND reversed_at IS NULL", Amount = "amount_cents", Details = [Store],
        },
        new("cheque.expired", Group, "Cheques that ended unused", "cheque_entry e JOIN cheque c ON c.id = e.cheque_id", "c.member_id", "e.business_date", typeof(ChequesFeature))
        {
            Where = "e.kind = 'Expired'", Amount = "-e.cents",
        },
    ];
}
