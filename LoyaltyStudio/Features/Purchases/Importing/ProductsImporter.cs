using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Importing;

namespace LoyaltyStudio.Features.Purchases.Importing;

/// <summary>Products with category and brand from a file, found again by article number.</summary>
internal sealed class ProductsImporter : IImporter
{
    public string Kind => "products";

    public IReadOnlyList<FieldSpec> Fields { get; } =
    [
        new("sku", "Article number", true, "artikelnummer", "artikel", "productcode", "stock code", "product"),
        new("name", "Name", false, "naam", "omschrijving", "description", "product name"),
        new("category", "Category", false, "categorie", "productgroep", "groep", "group"),
        new("brand", "Brand", false, "merk"),
    ];

    public void Try(ImportMapping mapping, FieldReader fields, TableRow row)
    {
        if (fields.Text(row, "sku").Length == 0)
        {
            throw new FieldException("sku", "empty", "The article number is empty.");
        }
    }

    public async Task ImportAsync(ImportSession session, CancellationToken ct)
    {
        var fields = session.Fields;
        var products = new Dictionary<string, ProductSeen>();
        foreach (var (row, product) in session.Rows(row => new ProductSeen(fields.Text(row, "sku"), fields.Text(row, "name"), fields.Text(row, "category"), fields.Text(row, "brand"))))
        {
            if (product.Sku.Length == 0)
            {
                session.Refuse(row, "empty", "The article number is empty.");
            }
            else if (!products.TryAdd(product.Sku, product))
            {
                session.Refuse(row, "twice", $"The article number {product.Sku} stands in the file before. Keep one of the rows.");
            }
        }

        await session.CommitAsync(products.Values.ToList(), 5_000, async (db, part, _) =>
        {
            var (_, added, changed) = await ProductBook.EnsureAsync(db, part, replace: true, ct);
            return new ChunkResult(added, changed, part.Count - added - changed);
        }, ct);
    }
}
