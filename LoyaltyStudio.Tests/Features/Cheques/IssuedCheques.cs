using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>Cheques that came about as in a shop: bought, counted, approved, issued; so that every check of the product holds.</summary>
internal static class IssuedCheques
{
    /// <summary>The reference programme gives a cheque of € 5 for every € 200.</summary>
    private const long SpentPerStep = 20_000;

    /// <returns>The codes as printed, in the order of the values.</returns>
    internal static async Task<IReadOnlyList<string>> IssueAsync(this Retailer retailer, params long[] cents)
    {
        for (var i = 0; i < cents.Length; i++)
        {
            await retailer.AddMemberAsync($"C{i}");
            (await retailer.BuyAsync(new RecordPurchaseRequest("till", $"buy-{i}", new DateTime(2025, 11, 3, 12, 0, 0, DateTimeKind.Utc),
                [new SoldLine("lamp", 1, cents[i] / 500 * SpentPerStep)], $"C{i}"))).Must();
        }

        var run = await retailer.IssueAsync("2025-Q4");
        var cheques = await retailer.ReadAsync(db => db.Set<Cheque>().OrderBy(c => c.MemberId).ToListAsync());
        Assert.Equal(cents, cheques.Select(c => c.FaceCents));
        return cheques.ConvertAll(c => CodeText.Print(retailer.Get<CodeVault>().Reveal(c.CodeSealed)));
    }

    /// <summary>The code that a cheque has now.</summary>
    internal static async Task<string> CodeOfAsync(this Retailer retailer, long cheque) =>
        CodeText.Print(retailer.Get<CodeVault>().Reveal(await retailer.ReadAsync(db => db.Set<Cheque>().Where(c => c.Id == cheque).Select(c => c.CodeSealed).SingleAsync())));

    internal static Task<Cheque> ChequeAsync(this Retailer retailer) => retailer.ReadAsync(db => db.Set<Cheque>().AsNoTracking().OrderBy(c => c.Id).FirstAsync());
}
