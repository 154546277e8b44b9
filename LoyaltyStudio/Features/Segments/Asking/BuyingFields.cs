using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>What members buy: totals, purchases by product, category, brand, channel, store and period, returns, and the scores of RFM.</summary>
internal sealed class BuyingFields : ISegmentFields
{
    private const string Buying = "Purchases", Scores = "RFM";

    private static readonly SegmentField Channel = Detail("channel", "Channel", SegmentKind.Choice, "channel") with
    {
        Choices = (_, _, _) => MemberFields.Words((nameof(Purchases.Model.Channel.Store), "winkel", "store"), (nameof(Purchases.Model.Channel.Web), "webshop", "web shop"),
            (nameof(Purchases.Model.Channel.Marketplace), "marktplaats", "marketplace"), (nameof(Purchases.Model.Channel.Phone), "telefoon", "phone")),
    };

    private static readonly SegmentField[] OfPurchase =
    [
        Channel,
        Detail("store", "Store", SegmentKind.Choice, "store_id") with { Ids = true, Choices = SegmentStores.ListAsync },
        Detail("payment", "Payment", SegmentKind.Choice, "payment") with { Choices = (db, _, ct) => MemberFields.ValuesAsync(db.Set<Purchase>().Select(p => p.Payment), ct) },
        Detail("total", "Amount of the purchase", SegmentKind.Money, "total_cents"),
        Detail("delivered", "Delivered", SegmentKind.Flag, "(delivered_on IS NOT NULL)") with { Yes = "is delivered", No = "is not delivered" },
    ];

    private static readonly SegmentField[] OfLine =
    [
        Detail("category", "Category", SegmentKind.Choice, "pr.category") with { Choices = (db, _, ct) => MemberFields.ValuesAsync(db.Set<Product>().Select(p => p.Category), ct) },
        Detail("brand", "Brand", SegmentKind.Choice, "pr.brand") with { Choices = (db, _, ct) => MemberFields.ValuesAsync(db.Set<Product>().Select(p => p.Brand), ct) },
        Detail("product", "Product", SegmentKind.Choice, "pr.sku") with { Choices = ProductsAsync },
    ];

    /// <summary>Of a line what is left of it after returns, in proportion to its units.</summary>
    private const string KeptOfLine = "l.amount_cents * (l.quantity - l.returned_quantity) / nullif(l.quantity, 0)";

    private static readonly SegmentEvent LinesAndPurchase = new("purchase", Buying, "Purchases", "product pr CROSS JOIN purchase_line l CROSS JOIN purchase p", "l.buyer_id", "l.bought_on", typeof(SegmentsFeature))
    {
        Where = "l.product_id = pr.id AND p.id = l.purchase_id", Amount = KeptOfLine, Identity = "l.purchase_id", Details = [.. OfLine, .. OfPurchase.Select(d => d with { Value = d.Kind == SegmentKind.Flag ? "(p.delivered_on IS NOT NULL)" : $"p.{d.Value}" })],
    };

    private static readonly SegmentEvent Lines = LinesAndPurchase with { From = "product pr CROSS JOIN purchase_line l", Where = "l.product_id = pr.id", Details = OfLine, Finer = LinesAndPurchase };

    public IEnumerable<SegmentField> Fields =>
    [
        Total("purchases.last", "Last purchase", SegmentKind.Date, "last_purchase_on"),
        Total("purchases.first", "First purchase", SegmentKind.Date, "first_purchase_on"),
        Total("purchases.count", "Number of purchases in all", SegmentKind.Number, "purchase_count") with { Missing = "0" },
        Total("returns.count", "Number of returns in all", SegmentKind.Number, "return_count") with { Missing = "0" },
        Total("spend.total", "Spent in all, less returns", SegmentKind.Money, "net_cents") with { Missing = "0" },
        Total("basket.average", "Average purchase, less returns", SegmentKind.Money, "CASE WHEN purchase_count > 0 THEN net_cents / purchase_count END"),
        Score("recency", "Recency (5: bought last)", "recency"),
        Score("frequency", "Frequency (5: most often)", "frequency"),
        Score("monetary", "Spend score (5: most)", "monetary"),
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("purchase", Buying, "Purchases", "purchase", "member_id", "business_date", typeof(SegmentsFeature)) { Where = "kind = 'Purchase'", Amount = "kept_cents", Details = OfPurchase, Finer = Lines, InMemberOrder = true },
        new("return", Buying, "Returns", "purchase", "member_id", "business_date", typeof(SegmentsFeature))
        {
            Where = "kind = 'Return'", Amount = "-total_cents", Details = [.. OfPurchase.Where(d => d.Key is "channel" or "store")],
        },
    ];

    private static async Task<IReadOnlyList<SegmentChoice>> ProductsAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        [.. (await db.Set<Product>().OrderBy(p => p.Name).Take(1_000).Select(p => new { p.Sku, p.Name }).ToListAsync(ct)).Select(p => new SegmentChoice(p.Sku, p.Name.Length > 0 ? p.Name : p.Sku))];

    private static SegmentField Total(string key, string label, SegmentKind kind, string value) => new(key, Buying, label, kind, "member_stat", value, typeof(SegmentsFeature));

    private static SegmentField Score(string key, string label, string value) => new($"rfm.{key}", Scores, label, SegmentKind.Number, "member_rfm", value, typeof(SegmentsFeature));

    private static SegmentField Detail(string key, string label, SegmentKind kind, string value) => new(key, Buying, label, kind, "", value, typeof(SegmentsFeature));
}
