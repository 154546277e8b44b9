using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Documents;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Access;

public sealed class BrandTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_style_is_saved_with_its_logo_and_noted_in_the_trail(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        Task<Outcome<Nothing>> Save(string colour, byte[]? logo, int version) => retailer.Get<SaveBrand>().RunAsync(retailer.Anna, new SaveBrandRequest(colour, "Oudegracht 12", "3511ab", "Utrecht", logo, version), default);
        (await Save("#8A1C3B", PdfFileTests.Png(120, 40, 6, 0), SaveBrandRequest.None)).Must();
        var brand = (await retailer.Get<OrganisationBook>().CurrentAsync()).Brand;
        Assert.Equal(("#8a1c3b", "Oudegracht 12, 3511 AB Utrecht", true), (brand.Colour.ToString(), brand.AddressLine, brand.HasLogo));
        Assert.Equal((120, 40), await retailer.Get<BrandLogo>().CurrentAsync(default) is { } logo ? (logo.Width, logo.Height) : default);
        Assert.Equal("changed_meanwhile", (await Save("#8a1c3b", null, SaveBrandRequest.None)).Code);
        (await Save("#8a1c3b", [], 0)).Must();
        Assert.Null(await retailer.Get<BrandLogo>().CurrentAsync(default));
        Assert.Equal(2, await retailer.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "brand.changed")));
    }

    [Fact]
    public async Task What_is_no_logo_or_colour_is_refused()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        async Task<string> Wrong(string colour, byte[]? logo) => (await retailer.Get<SaveBrand>().RunAsync(retailer.Anna, new SaveBrandRequest(colour, "", "", "", logo, SaveBrandRequest.None), default)).Errors[0].Message;
        Assert.Contains("PNG or a JPEG", await Wrong("#000000", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("at most {0} KB", await Wrong("#000000", [.. PdfFileTests.Png(40, 40), .. new byte[SaveBrandRequest.LogoLimit]]), StringComparison.Ordinal);
        Assert.Contains("damaged", await Wrong("#000000", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]), StringComparison.Ordinal);
        Assert.Contains("damaged", await Wrong("#000000", PdfFileTests.Png(40, 40, promised: 50_000)), StringComparison.Ordinal);
        Assert.Contains("colour", await Wrong("red;background:url(x)", null), StringComparison.Ordinal);
    }
}
