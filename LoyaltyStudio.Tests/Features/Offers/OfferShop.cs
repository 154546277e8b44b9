using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Offers;

/// <summary>A retailer with five members, codes for everybody, coupons and cheques.</summary>
internal sealed class OfferShop(Retailer retailer) : IAsyncDisposable
{
    internal static readonly Basket Basket = new([new("LAMP", "Verlichting", 1, 5000), new("KAARS", "Sfeer", 2, 1000)], 500);
    internal static readonly Actor Till = Retailer.Person(100, "till");

    internal Retailer Retailer => retailer;

    internal DateOnly Today => DateOnly.FromDateTime(retailer.Clock.Now);

    internal static async Task<OfferShop> OpenAsync(string engine)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await retailer.Data.WriteAsync(async db =>
        {
            for (var id = 1; id <= 5; id++)
            {
                db.Add(Fixtures.Member(retailer.Clock, id));
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return new OfferShop(retailer);
    }

    internal static string Card(long member) => $"90000{member:0000}";

    internal OfferDraft Draft(string code, CouponKind kind = CouponKind.Percent, int value = 10) => new(0, code, code, kind, value, null, Today.AddDays(30));

    internal async Task<long> SaveAsync(OfferDraft draft) => (await retailer.Get<SaveOffer>().RunAsync(retailer.Anna, draft, CancellationToken.None)).Must();

    internal Task<Outcome<RedeemedCode>> RedeemAsync(string code, string receipt, Basket? basket = null, string member = "", long? cents = null) =>
        retailer.Get<RedeemCode>().RunAsync(Till, new RedeemRequest(code, receipt, cents, null) { Basket = basket, Member = member }, CancellationToken.None);

    internal Task<Outcome<ReversedRedemption>> ReverseAsync(long redemption) => retailer.Get<ReverseRedemption>().RunAsync(Till, new ReverseRequest(redemption, "Retour"), CancellationToken.None);

    internal Task<Outcome<JudgedBasket>> ValidateAsync(Basket basket, string member, params string[] codes) => retailer.Get<ValidateCoupons>().RunAsync(Till, new ValidateRequest(codes, basket, member), CancellationToken.None);

    internal Task<string> CouponAsync(long member, OfferTerms terms) => retailer.Data.WriteAsync(async db =>
    {
        var (code, stored) = retailer.Get<CodeVault>().New();
        var offer = new Offer { Name = "Bon", Author = "test", CreatedAt = retailer.Clock.Now, Kind = terms.Kind, Value = terms.Value, MinimumCents = terms.MinimumCents, Product = terms.Product, Category = terms.Category, Combines = terms.Combines, CampaignId = 1, Step = code };
        db.Add(offer);
        await db.SaveChangesAsync();
        db.Add(new Coupon { CampaignId = 1, OfferId = offer.Id, MemberId = member, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = stored.LastFour, Kind = terms.Kind, Value = terms.Value, IssuedOn = Today, ValidUntil = Today.AddDays(30) });
        await db.SaveChangesAsync();
        return code;
    }, CancellationToken.None);

    internal Task<string> ChequeAsync(long member, long cents) => retailer.Data.WriteAsync(async db =>
    {
        var (code, stored) = retailer.Get<CodeVault>().New();
        var run = new ChequeRun { Scheme = "quarter", Period = code, PreparedBy = "test", PreparedAt = retailer.Clock.Now, RecordedUntil = retailer.Clock.Now };
        db.Add(run);
        await db.SaveChangesAsync();
        db.Add(new Cheque { RunId = run.Id, MemberId = member, EntryId = 1, CodeHash = stored.Hash, CodeSealed = stored.Sealed, LastFour = stored.LastFour, FaceCents = cents, PointsUsed = 200, IssuedOn = Today, ValidUntil = Today.AddDays(30) });
        await db.SaveChangesAsync();
        return code;
    }, CancellationToken.None);

    internal Task<int> UsesAsync(long offer) => retailer.ReadAsync(db => db.Set<Offer>().Where(o => o.Id == offer).Select(o => o.Uses).SingleAsync());

    /// <summary>All checks of the ledger pass.</summary>
    internal async Task SoundAsync()
    {
        await using var db = retailer.Data.Read();
        foreach (var check in retailer.All<IInvariantCheck>().Where(c => c.Code == "offer-uses" || c.GetType().Namespace!.Contains(".Points", StringComparison.Ordinal)))
        {
            Assert.True(await check.FindBreachesAsync(db, CancellationToken.None) is { Count: 0 }, check.Title);
        }
    }

    public ValueTask DisposeAsync() => retailer.DisposeAsync();
}
