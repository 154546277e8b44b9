using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

/// <param name="Logo">The picture as a data address, for showing it on the page of settings only; empty without one.</param>
public sealed record BrandSettings(string Colour, string Street, string PostalCode, string City, string Logo, int Version);

/// <summary>The brand with its version, for the form.</summary>
public sealed class FindBrand(StudioData data)
{
    public async Task<Outcome<BrandSettings>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSettings))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var brand = await db.Set<Brand>().FirstOrDefaultAsync(ct) ?? new Brand { Version = SaveBrandRequest.None };
        return new BrandSettings(brand.Colour, brand.Street, brand.PostalCode, brand.City, DataAddress(brand.LogoType, brand.Logo), brand.Version);
    }

    internal static string DataAddress(string type, byte[]? picture) => picture is { Length: > 0 } ? $"data:{type};base64,{Convert.ToBase64String(picture)}" : "";
}

/// <param name="Logo">Null leaves it, an empty array takes it away.</param>
/// <param name="Version">The version that the form was filled from; <see cref="None"/> where nothing was saved yet.</param>
public sealed record SaveBrandRequest(string Colour, string Street, string PostalCode, string City, byte[]? Logo, int Version)
{
    public const int None = -1;

    /// <summary>No logo may be larger, in bytes.</summary>
    public const int LogoLimit = 512 << 10;
}

/// <summary>Saves colour, logo and address of the sender. A logo is a PNG or JPEG by its first bytes and its measures, whatever it is called.</summary>
public sealed class SaveBrand(StudioData data, OrganisationBook book)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, SaveBrandRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSettings))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var outcome = await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var row = await db.Set<Brand>().AsTracking().FirstOrDefaultAsync(ct);
            if ((row?.Version ?? SaveBrandRequest.None) != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            if (row is null)
            {
                db.Add(row = new Brand());
            }

            var changed = Apply(row, request);
            await db.SaveChangesAsync(ct);
            if (changed.Length > 0)
            {
                db.Audit(actor, "brand.changed", "organisation 1", changed);
            }

            return default(Nothing);
        }, ct);
        book.Forget();
        return outcome;
    }

    /// <summary>What is wrong with a picture as a logo; null when it can be used.</summary>
    public static FieldError? Problem(ReadOnlySpan<byte> logo) => logo.Length > SaveBrandRequest.LogoLimit ? new FieldError("Logo", "A logo has at most {0} KB.", SaveBrandRequest.LogoLimit >> 10)
        : PdfImage.TypeOf(logo) is null ? new FieldError("Logo", "A logo is a PNG or a JPEG. Other kinds, such as SVG, do not work.")
        : PdfImage.Read(logo) is null ? new FieldError("Logo", "This picture is damaged, or its sides are not between {0} and {1} pixels.", PdfImage.Least, PdfImage.Most)
        : null;

    private static string Apply(Brand row, SaveBrandRequest request)
    {
        var before = (row.Colour, row.Street, row.PostalCode, row.City);
        (row.Colour, row.Street, row.PostalCode, row.City) = (HexColour.Parse(request.Colour)!.Value.ToString(), request.Street.Trim(), PostalCode.Tidy(request.PostalCode), request.City.Trim());
        List<string> changed = [];
        if (before.Colour != row.Colour)
        {
            changed.Add($"colour {row.Colour}");
        }

        if ((before.Street, before.PostalCode, before.City) != (row.Street, row.PostalCode, row.City))
        {
            changed.Add("address");
        }

        if (request.Logo is { } logo)
        {
            (row.Logo, row.LogoType) = logo.Length == 0 ? (null, "") : (logo, PdfImage.TypeOf(logo)!);
            changed.Add(logo.Length == 0 ? "logo taken away" : "logo");
        }

        return string.Join(", ", changed);
    }

    private static IEnumerable<FieldError> Check(SaveBrandRequest request)
    {
        if (HexColour.Parse(request.Colour) is null)
        {
            yield return new FieldError("Colour", "Give a colour as # and six digits, such as #0f4c43.");
        }

        foreach (var (field, value) in new[] { ("Street", request.Street), ("PostalCode", request.PostalCode), ("City", request.City) })
        {
            if (value.Length > 60)
            {
                yield return new FieldError(field, "Use at most {0} characters.", 60);
            }
        }

        if (request.Logo is { Length: > 0 } logo && Problem(logo) is { } problem)
        {
            yield return problem;
        }
    }
}
