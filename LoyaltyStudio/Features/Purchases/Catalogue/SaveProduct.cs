using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Catalogue;

public sealed record SaveProductRequest(long Id, string Name, string Category, string Brand, int Version);

/// <summary>Changes what a product is called and where it belongs. Points that were given stay as they are; the category counts for purchases from now on.</summary>
public sealed class SaveProduct(StudioData data)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, SaveProductRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [.. new[] { ("name", request.Name), ("category", request.Category), ("brand", request.Brand) }
            .Where(f => f.Item2.Length > 200).Select(f => new FieldError(f.Item1, "Use at most {0} characters.", 200))];
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if (await db.Set<Product>().FirstOrDefaultAsync(p => p.Id == request.Id, ct) is not { } product)
            {
                return Refuse.NotFound("product_unknown", "This product does not exist.");
            }

            if (product.Version != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            (product.Name, product.Category, product.Brand) = (request.Name.Trim(), request.Category.Trim(), request.Brand.Trim());
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "product.changed", $"product {product.Id}", $"{product.Sku}: category {product.Category}, brand {product.Brand}");
            return product.Id;
        }, ct);
    }
}
