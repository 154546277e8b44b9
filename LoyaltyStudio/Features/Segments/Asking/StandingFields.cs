using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>Where members stand in the programme: tier and points.</summary>
internal sealed class StandingFields : ISegmentFields
{
    private const string Standing = "Tier and points";

    public IEnumerable<SegmentField> Fields =>
    [
        new("tier", Standing, "Tier", SegmentKind.Choice, "member_tier", "tier", typeof(SegmentsFeature)) { Missing = "@lowest_tier", Choices = TiersAsync },
        new("tier.since", Standing, "In this tier since", SegmentKind.Date, "member_tier", "since", typeof(SegmentsFeature)),
        new("tier.until", Standing, "Last day of the tier", SegmentKind.Date, "member_tier", "valid_until", typeof(SegmentsFeature)),
        new("points.balance", Standing, "Points balance", SegmentKind.Number, "point_balance", "total", typeof(SegmentsFeature)) { Missing = "0", Unit = "points" },
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("points.ending", Standing, "Points that end", "point_lot", "member_id", "expires_on", typeof(SegmentsFeature))
        {
            Where = "remaining > 0", Amount = "remaining", AmountKind = SegmentKind.Number, AmountUnit = "points", Ahead = true,
        },
        new("points.earned", Standing, "Points earned", "ledger_entry", "member_id", "business_date", typeof(SegmentsFeature))
        {
            Where = "kind IN ('Earn', 'EventEarn')", Amount = "points", AmountKind = SegmentKind.Number, AmountUnit = "points",
        },
        new("tier.change", Standing, "Change of tier", "tier_change", "member_id", "\"on\"", typeof(SegmentsFeature))
        {
            Where = "from_tier <> to_tier AND cause NOT IN ('coming', 'cancelled')",
            Details = [new("to", Standing, "To tier", SegmentKind.Choice, "", "to_tier", typeof(SegmentsFeature)) { Choices = TiersAsync }],
        },
        new("reward", Standing, "Rewards taken", "reward_order", "member_id", "\"on\"", typeof(SegmentsFeature)) { Where = "undone_at IS NULL", Amount = "points", AmountKind = SegmentKind.Number, AmountUnit = "points" },
    ];

    private static async Task<IReadOnlyList<SegmentChoice>> TiersAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        [.. ((await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers ?? []).Select(t => new SegmentChoice(t.Code, t.Name(StudioLanguages.Current)))];
}
