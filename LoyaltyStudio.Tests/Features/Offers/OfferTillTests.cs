using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Offers;

/// <summary>Codes for everybody and coupons at the till, on both databases.</summary>
public sealed class OfferTillTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Of_sixty_four_tills_with_one_word_exactly_as_many_win_as_the_limit_allows(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        var offer = await shop.SaveAsync(shop.Draft("ZOMER10") with { MostUses = 10 });

        var answers = await AtOnceAsync(64, i => shop.RedeemAsync("zomer-10", $"bon-{i}", OfferShop.Basket));

        Assert.Equal(10, answers.Count(a => a.IsDone));
        Assert.All(answers.Where(a => !a.IsDone), a => Assert.Equal("used_up", a.Code));
        Assert.Equal((10, 10), (await shop.UsesAsync(offer), await shop.Retailer.ReadAsync(db => db.Set<Redemption>().CountAsync())));
        Assert.Equal(6000, await shop.Retailer.ReadAsync(db => db.Set<Redemption>().SumAsync(r => r.AmountCents)));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_member_uses_a_word_as_often_as_they_may_and_never_more_at_once(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        var offer = await shop.SaveAsync(shop.Draft("WELKOM") with { MostPerMember = 2 });

        var answers = await AtOnceAsync(24, i => shop.RedeemAsync("WELKOM", $"bon-{i}", null, OfferShop.Card(1 + (i % 2))));

        Assert.Equal(4, answers.Count(a => a.IsDone));
        Assert.All(answers.Where(a => !a.IsDone), a => Assert.Equal("used_up_member", a.Code));
        Assert.Equal(4, await shop.UsesAsync(offer));
        Assert.Equal("member_required", (await shop.RedeemAsync("WELKOM", "bon-x")).Code);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task One_receipt_many_times_at_once_is_one_use_with_one_answer_and_undone_it_is_free_again(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        var offer = await shop.SaveAsync(shop.Draft("EENMAAL") with { MostUses = 1 });

        var answers = await AtOnceAsync(16, _ => shop.RedeemAsync("EENMAAL", "bon-1", OfferShop.Basket));
        var used = Assert.Single(answers.Select(a => a.Must()).Distinct());
        Assert.Equal((600, "percent", "", 0), (used.AmountCents, used.Benefit, used.NotChecked, used.MemberId));
        Assert.Equal("used_up", (await shop.RedeemAsync("EENMAAL", "bon-2")).Code);
        Assert.Equal("receipt_differs", (await shop.RedeemAsync("EENMAAL", "bon-1", cents: 1)).Code);

        var back = await AtOnceAsync(8, _ => shop.ReverseAsync(used.RedemptionId));
        Assert.Single(back.Select(b => b.Must()).Distinct());
        Assert.Equal(0, await shop.UsesAsync(offer));
        Assert.Equal("reversed", (await shop.RedeemAsync("EENMAAL", "bon-1")).Code);
        (await shop.RedeemAsync("EENMAAL", "bon-2")).Must();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Points_of_a_coupon_are_booked_once_and_taken_back_with_its_use(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        await shop.SaveAsync(shop.Draft("PUNTEN", CouponKind.Points, 250));
        var single = await shop.CouponAsync(2, new OfferTerms(CouponKind.Points, 100, 30));

        Assert.Equal("member_required", (await shop.RedeemAsync("PUNTEN", "bon-0")).Code);
        var shared = await AtOnceAsync(8, _ => shop.RedeemAsync("PUNTEN", "bon-1", OfferShop.Basket, OfferShop.Card(1)));
        Assert.All(shared, a => Assert.Equal((250, 0), (a.Must().Points, a.Must().AmountCents)));
        var own = (await shop.RedeemAsync(single, "bon-2")).Must();
        Assert.Equal((250, 100), (await TotalAsync(shop, 1), await TotalAsync(shop, 2)));

        (await shop.ReverseAsync(shared[0].Must().RedemptionId)).Must();
        (await shop.ReverseAsync(own.RedemptionId)).Must();
        (await shop.ReverseAsync(own.RedemptionId)).Must();
        Assert.Equal((0, 0), (await TotalAsync(shop, 1), await TotalAsync(shop, 2)));
        Assert.Equal(2, await shop.Retailer.ReadAsync(db => db.Set<LedgerEntry>().CountAsync(e => e.Kind == EntryKind.Return && e.ReversesId != null)));
        (await shop.RedeemAsync(single, "bon-3")).Must();
        Assert.Equal(100, await TotalAsync(shop, 2));
        await shop.SoundAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task What_may_not_go_together_never_does_whatever_comes_first(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        await shop.SaveAsync(shop.Draft("ALLEEN") with { Combines = CouponCombines.Nothing });
        await shop.SaveAsync(shop.Draft("ALLES") with { Combines = CouponCombines.Anything });
        await shop.SaveAsync(shop.Draft("GEWOON"));
        var open = await shop.CouponAsync(1, new OfferTerms(CouponKind.Amount, 500, 30) { Combines = CouponCombines.Anything });
        string[] cheques = [await shop.ChequeAsync(1, 500), await shop.ChequeAsync(1, 500), await shop.ChequeAsync(1, 500)];

        (await shop.RedeemAsync("ALLEEN", "a")).Must();
        Assert.Equal("not_combinable", (await shop.RedeemAsync(cheques[0], "a")).Code);
        (await shop.RedeemAsync(cheques[0], "b")).Must();
        Assert.Equal("not_combinable", (await shop.RedeemAsync("ALLEEN", "b")).Code);
        (await shop.RedeemAsync("GEWOON", "b")).Must();
        Assert.Equal("not_combinable", (await shop.RedeemAsync("ALLES", "b")).Code);
        (await shop.RedeemAsync(cheques[1], "c")).Must();
        (await shop.RedeemAsync("ALLES", "c")).Must();
        (await shop.RedeemAsync(open, "c")).Must();
        Assert.Equal("not_combinable", (await shop.RedeemAsync("GEWOON", "c")).Code);

        // At once, one of the two is refused.
        var (lonely, cheque) = (shop.RedeemAsync("ALLEEN", "race"), shop.RedeemAsync(cheques[2], "race"));
        Assert.Single(new[] { (await lonely).IsDone, (await cheque).IsDone }, done => done);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_basket_is_judged_and_what_is_used_keeps_the_true_discount(string engine)
    {
        await using var shop = await OfferShop.OpenAsync(engine);
        await shop.SaveAsync(shop.Draft("SFEER20", value: 20) with { Category = "Sfeer", MinimumCents = 6000, ValueByTier = new Dictionary<string, int> { ["goud"] = 30 } });
        await shop.Retailer.Data.WriteAsync(async db =>
        {
            db.Add(new MemberTier { MemberId = 3, Tier = "goud", Since = shop.Today });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        var amount = await shop.CouponAsync(3, new OfferTerms(CouponKind.Amount, 10_000, 30) { Combines = CouponCombines.Anything });
        var cheque = await shop.ChequeAsync(3, 2000);

        var judged = (await shop.ValidateAsync(OfferShop.Basket, OfferShop.Card(3), "sfeer20", amount, cheque, "NIETS99")).Must();
        Assert.Equal(["", "not_combinable", "", "unknown_code"], judged.Codes.Select(c => c.Reason));
        Assert.Equal([300, 0, 2000, 0], judged.Codes.Select(c => c.DiscountCents));
        Assert.Equal((2300, 4200, 30), (judged.TotalCents, judged.LeftCents, judged.Codes[0].Value));
        Assert.Equal([(0, 1)], judged.NotTogether);
        Assert.Equal([0, 300], judged.Codes[0].Lines);
        Assert.Equal("wrong_member", (await shop.ValidateAsync(OfferShop.Basket, OfferShop.Card(1), amount)).Must().Codes[0].Reason);

        // Without lines the till is believed and the answer says what it has to look after.
        var told = (await shop.RedeemAsync("SFEER20", "n-1", cents: 120)).Must();
        Assert.Equal((120, "minimum products"), (told.AmountCents, told.NotChecked));
        Assert.Equal("minimum products discount", (await shop.RedeemAsync("SFEER20", "n-2")).Must().NotChecked);
        Assert.Equal("minimum_not_reached", (await shop.RedeemAsync("SFEER20", "n-3", new([new("KAARS", "Sfeer", 1, 500)]))).Code);
        Assert.Equal("no_matching_product", (await shop.RedeemAsync("SFEER20", "n-3", new([new("LAMP", "Verlichting", 1, 6000)]))).Code);
        Assert.Equal("too_much", (await shop.RedeemAsync("SFEER20", "n-3", OfferShop.Basket, cents: 201)).Code);
        Assert.Equal(200, (await shop.RedeemAsync("SFEER20", "n-3", OfferShop.Basket)).Must().AmountCents);
        Assert.Equal(300, (await shop.RedeemAsync("SFEER20", "n-4", OfferShop.Basket, OfferShop.Card(3))).Must().AmountCents);

        // What the receipt has used already is no longer there to be taken off.
        (await shop.RedeemAsync(cheque, "n-5")).Must();
        Assert.Equal(4500, (await shop.RedeemAsync(amount, "n-5", OfferShop.Basket with { DeliveryCents = 0 } with { Lines = [new("LAMP", "", 1, 6500)] })).Must().AmountCents);
        Assert.Equal("wrong_member", (await shop.RedeemAsync(await shop.CouponAsync(3, new OfferTerms(CouponKind.Amount, 100, 30)), "n-6", member: OfferShop.Card(1))).Code);
    }

    [Fact]
    public async Task What_a_used_code_gives_does_not_change_but_its_dates_do()
    {
        await using var shop = await OfferShop.OpenAsync(Engines.Sqlite);
        var id = await shop.SaveAsync(shop.Draft("ZOMER10"));
        (await shop.RedeemAsync("ZOMER10", "bon")).Must();
        var save = shop.Retailer.Get<SaveOffer>();
        var draft = shop.Draft("ZOMER10") with { Id = id };
        Assert.Contains((await save.RunAsync(shop.Retailer.Anna, draft with { Value = 15 }, CancellationToken.None)).Errors, e => e.Field == "kind");
        (await save.RunAsync(shop.Retailer.Anna, draft with { EndOn = shop.Today.AddDays(60), MostUses = 5 }, CancellationToken.None)).Must();
        Assert.Equal("changed_meanwhile", (await save.RunAsync(shop.Retailer.Anna, draft, CancellationToken.None)).Code);
        Assert.Equal(1, await shop.UsesAsync(id));
        Assert.Contains((await save.RunAsync(shop.Retailer.Anna, shop.Draft("zomer 10"), CancellationToken.None)).Errors, e => e.Field == "code");
        Assert.Contains((await save.RunAsync(shop.Retailer.Anna, shop.Draft("AAAA") with { EndOn = null }, CancellationToken.None)).Errors, e => e.Field == "end");

        (await shop.Retailer.Get<RetireOffer>().RunAsync(shop.Retailer.Anna, id, true, CancellationToken.None)).Must();
        Assert.Equal("revoked", (await shop.RedeemAsync("ZOMER10", "bon-2")).Code);
        (await shop.Retailer.Get<RetireOffer>().RunAsync(shop.Retailer.Anna, id, false, CancellationToken.None)).Must();
        shop.Retailer.Clock.Advance(TimeSpan.FromDays(61));
        Assert.Equal("expired", (await shop.RedeemAsync("ZOMER10", "bon-2")).Code);
        var row = (await shop.Retailer.Get<ListOffers>().RunAsync(shop.Retailer.Anna, CancellationToken.None)).Must().Single();
        Assert.Equal((OfferState.Over, 1), (row.State, row.Uses));
        Assert.Equal(1, (await shop.Retailer.Get<ShowOffer>().RunAsync(shop.Retailer.Anna, id, new PageRequest(), CancellationToken.None)).Must().Uses.Total);
    }

    private static Task<long> TotalAsync(OfferShop shop, long member) => shop.Retailer.ReadAsync(db => db.Set<PointBalance>().Where(b => b.MemberId == member).Select(b => b.Total).SingleOrDefaultAsync());

    private static async Task<Outcome<T>[]> AtOnceAsync<T>(int count, Func<int, Task<Outcome<T>>> call)
    {
        var start = new TaskCompletionSource();
        var tries = Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(tries);
    }
}
