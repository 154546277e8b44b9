using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions;

/// <summary>What segments may ask of expectations: as of the last night.</summary>
internal sealed class PredictionSegments : ISegmentFields
{
    private const string Group = "Expectation";
    private const string Table = "member_prediction";
    private const string Due = "replenishment r JOIN product pr ON pr.id = r.product_id";
    private static readonly Type Texts = typeof(PredictionsFeature);

    public IEnumerable<SegmentField> Fields =>
    [
        new("prediction.active_90", Group, "Chance of a purchase within 90 days", SegmentKind.Percent, Table, "active90 / 10000.0", Texts),
        new("prediction.purchases_90", Group, "Purchases expected in 90 days", SegmentKind.Number, Table, "purchases90 / 1000.0", Texts) { Unit = "purchases" },
        new("prediction.purchases_year", Group, "Purchases expected in 12 months", SegmentKind.Number, Table, "purchases365 / 1000.0", Texts) { Unit = "purchases" },
        new("prediction.value", Group, "Expected value of 12 months", SegmentKind.Money, Table, "value_cents", Texts),
        new("prediction.spend", Group, "Expected amount of a purchase", SegmentKind.Money, Table, "spend_cents", Texts),
        new("prediction.next_on", Group, "Next visit expected on", SegmentKind.Date, Table, "next_on", Texts),
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("prediction.product_due", Group, "Product to be bought again", Due, "r.member_id", "r.due_on", Texts)
        {
            Ahead = true,
            Details =
            [
                new("product", Group, "Product", SegmentKind.Choice, Due, "pr.sku", Texts) { Choices = ProductsAsync },
                new("category", Group, "Category", SegmentKind.Choice, Due, "pr.category", Texts) { Choices = CategoriesAsync },
                new("share", Group, "Chance within the window", SegmentKind.Percent, Due, "r.due_share / 10000.0", Texts),
            ],
        },
    ];

    private static async Task<IReadOnlyList<SegmentChoice>> ProductsAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        await db.Set<Product>().OrderBy(p => p.Name).Take(2_000).Select(p => new SegmentChoice(p.Sku, p.Name)).ToListAsync(ct);

    private static async Task<IReadOnlyList<SegmentChoice>> CategoriesAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        await db.Set<Product>().Where(p => p.Category != "").Select(p => p.Category).Distinct().OrderBy(c => c).Select(c => new SegmentChoice(c, c)).ToListAsync(ct);
}
