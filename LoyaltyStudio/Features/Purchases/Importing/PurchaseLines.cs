using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Purchases.Importing;

/// <summary>A row of a purchases file, read: one line of a receipt.</summary>
internal sealed record FileLine(string ExternalId, bool IsReturn, string Source, string Sku, string ProductName, string Category, string Brand, LineKind Kind, int Quantity,
    long AmountCents, DateTime At, string Member, string Country, string Store, string Channel, long PaidByChequeCents, string Original, string Payment, DateOnly? DeliveredOn = null, DateOnly? PromisedOn = null);

/// <summary>The rows of one receipt, in the order of the file.</summary>
internal sealed record FilePurchase(FileLine Head, List<FileLine> Lines);

/// <summary>Reads rows into lines by the mapping's rules and says what is wrong with those that cannot be one.</summary>
internal sealed class PurchaseLines(ImportMapping mapping, FieldReader fields)
{
    internal static readonly IReadOnlyList<FieldSpec> Fields =
    [
        new("external_id", "Receipt number", true, "bonnummer", "bon", "factuurnummer", "ordernummer", "invoice", "invoice no", "invoiceno", "receipt", "order number", "order id"),
        new("occurred_at", "Date and time", true, "datum", "tijdstip", "date", "invoice date", "datetime", "moment") { Reads = FieldKind.Moment },
        new("member", "Customer", false, "klantnummer", "klant", "kaartnummer", "pasnummer", "customer", "customer id", "member", "card"),
        new("sku", "Article number", false, "artikelnummer", "artikel", "productcode", "stock code", "stockcode", "product"),
        new("product_name", "Product name", false, "omschrijving", "artikelnaam", "description"),
        new("category", "Category", false, "categorie", "productgroep", "groep"),
        new("brand", "Brand", false, "merk"),
        new("quantity", "Quantity", false, "aantal", "qty") { Reads = FieldKind.Whole },
        new("unit_price", "Price per piece", false, "prijs", "stukprijs", "unit price", "price") { Reads = FieldKind.Number },
        new("amount", "Amount of the line", false, "bedrag", "regelbedrag", "totaal", "line amount", "total") { Reads = FieldKind.Number },
        new("store", "Store", false, "winkel", "filiaal", "winkelcode"),
        new("channel", "Channel", false, "kanaal"),
        new("paid_by_cheque", "Paid by cheque", false, "betaald met cheque", "cheque") { Reads = FieldKind.Number },
        new("original", "Returned receipt", false, "oorspronkelijke bon", "original receipt"),
        new("payment", "Payment", false, "betaalwijze", "betaling", "payment method"),
        new("delivered_on", "Delivered on", false, "leverdatum", "bezorgd op", "geleverd op", "delivery date", "delivered") { Reads = FieldKind.Date },
        new("promised_on", "Promised delivery", false, "beloofd op", "beloofde leverdatum", "toegezegd op", "promised delivery", "promised") { Reads = FieldKind.Date },
        new("source", "Source", false, "bron"),
        new("country", "Country", false, "land"),
    ];

    private readonly Dictionary<string, LineKind> kinds = mapping.LineKinds.Where(k => !k.Sku.EndsWith('*')).ToDictionary(k => k.Sku, k => Enum.Parse<LineKind>(k.Kind, ignoreCase: true), StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Prefix, LineKind Kind)> prefixes = [.. mapping.LineKinds.Where(k => k.Sku.EndsWith('*')).Select(k => (k.Sku[..^1], Enum.Parse<LineKind>(k.Kind, ignoreCase: true)))];

    internal FileLine Read(TableRow row)
    {
        var id = Needed(row, "external_id");
        var returned = mapping.Returns is { } rule && fields.Text(row, rule.Field).StartsWith(rule.StartsWith, StringComparison.OrdinalIgnoreCase);
        var at = fields.Moment(row, "occurred_at") ?? throw new FieldException("occurred_at", "empty", "The date is empty.");
        var quantity = fields.Whole(row, "quantity") ?? 1;
        var price = fields.Number(row, "unit_price");
        var amount = fields.Number(row, "amount") ?? (price * quantity) ?? throw new FieldException("amount", "empty", "Neither an amount nor a price is given.");
        if (mapping.Returns is null)
        {
            returned = quantity < 0 || (amount < 0 && price is null);
        }

        var sku = fields.Text(row, "sku");
        var kind = KindOf(sku);
        Check(returned, quantity, price ?? (quantity == 0 ? 0 : amount / quantity), kind);
        var sign = (returned ? -1 : 1) * (kind == LineKind.Discount && !returned ? -Math.Sign(amount) : 1);
        return new FileLine(returned && mapping.Returns is null ? $"{id}/return" : id, returned, fields.Text(row, "source") is { Length: > 0 } s ? s : "import", sku, fields.Text(row, "product_name"), fields.Text(row, "category"),
            fields.Text(row, "brand"), kind, Math.Abs(quantity), Rounding.ToCents(amount * 100m) * sign, at, fields.Text(row, "member"), fields.Text(row, "country"),
            fields.Text(row, "store"), fields.Text(row, "channel"), Rounding.ToCents((fields.Number(row, "paid_by_cheque") ?? 0) * 100m), fields.Text(row, "original"), fields.Text(row, "payment").ToLowerInvariant(), fields.Date(row, "delivered_on"), fields.Date(row, "promised_on"));
    }

    /// <summary>A quantity against the kind of receipt, or a price below nothing, is a correction of stock or books and no purchase.</summary>
    private static void Check(bool returned, int quantity, decimal price, LineKind kind)
    {
        if (quantity == 0)
        {
            throw new FieldException("quantity", "no_quantity", "The quantity is 0.");
        }

        if (!returned && quantity < 0 && kind != LineKind.Discount)
        {
            throw new FieldException("quantity", "negative_quantity", "The quantity is negative, but the receipt is not a return.");
        }

        if (returned && quantity > 0 && price > 0)
        {
            throw new FieldException("quantity", "positive_return", "The receipt is a return, but the quantity is positive.");
        }

        if (price < 0 && kind != LineKind.Discount)
        {
            throw new FieldException("unit_price", "negative_price", "The price is negative.");
        }
    }

    private LineKind KindOf(string sku) => kinds.TryGetValue(sku, out var kind) ? kind
        : prefixes.FirstOrDefault(p => sku.StartsWith(p.Prefix, StringComparison.OrdinalIgnoreCase)) is { Prefix: not null } found ? found.Kind : LineKind.Goods;

    private string Needed(TableRow row, string field) => fields.Text(row, field) is { Length: > 0 } text ? text : throw new FieldException(field, "empty", "This field may not be empty.");
}
