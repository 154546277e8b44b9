using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>How the retailer's paper and mail look.</summary>
/// <param name="Edition">Rises with every change; 0 before the first.</param>
public sealed record BrandInfo(HexColour Colour, string Street, string PostalCode, string City, bool HasLogo, int Edition)
{
    public static readonly BrandInfo Default = new(HexColour.Parse(Brand.DefaultColour)!.Value, "", "", "", false, 0);

    /// <summary>Street, postal code and city on one line; empty where nobody filled them in.</summary>
    public string AddressLine => string.Join(", ", new[] { Street, $"{PostalCode} {City}".Trim() }.Where(p => p.Length > 0));

    internal static async Task<BrandInfo> ReadAsync(StudioDb db, CancellationToken ct) =>
        await db.Set<Brand>().Select(b => new { b.Colour, b.Street, b.PostalCode, b.City, HasLogo = b.Logo != null, b.Version }).FirstOrDefaultAsync(ct) is { } b
            ? new BrandInfo(HexColour.Parse(b.Colour) ?? Default.Colour, b.Street, b.PostalCode, b.City, b.HasLogo, b.Version + 1)
            : Default;
}

/// <summary>The logo as documents draw it, read once for every change.</summary>
public sealed class BrandLogo(StudioData data, OrganisationBook organisation)
{
    private sealed record Known(int Edition, PdfImage? Picture);

    private Known? known;

    internal async Task<PdfImage?> CurrentAsync(CancellationToken ct)
    {
        var brand = (await organisation.CurrentAsync(ct)).Brand;
        if (known is { } before && before.Edition == brand.Edition)
        {
            return before.Picture;
        }

        await using var db = data.Read();
        var bytes = brand.HasLogo ? await db.Set<Brand>().Select(b => b.Logo).FirstOrDefaultAsync(ct) : null;
        return (known = new Known(brand.Edition, bytes is null ? null : PdfImage.Read(bytes))).Picture;
    }
}
