using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;
using LoyaltyStudio.Features.Cheques.Redeeming;

namespace LoyaltyStudio.Tests.Features.Offers;

/// <summary>What coupons come to on a basket: worked examples, and laws on random baskets.</summary>
public sealed class CouponPolicyTests
{
    private static readonly Basket Example = new([new("LAMP", "Verlichting", 1, 4995), new("KAARS", "Sfeer", 3, 1005), new("", "", 1, 0)], 495);

    [Theory]
    [InlineData(CouponKind.Percent, 10, "", "", 600)]
    [InlineData(CouponKind.Percent, 15, "", "Sfeer", 151)]
    [InlineData(CouponKind.Percent, 100, "", "", 6000)]
    [InlineData(CouponKind.Amount, 750, "", "", 750)]
    [InlineData(CouponKind.Amount, 750_000, "", "", 6000)]
    [InlineData(CouponKind.Amount, 2000, "kaars", "", 1005)]
    [InlineData(CouponKind.Product, 0, "KAARS", "", 335)]
    [InlineData(CouponKind.Product, 100, "KAARS", "", 100)]
    [InlineData(CouponKind.Product, 9999, "KAARS", "", 335)]
    [InlineData(CouponKind.Delivery, 0, "", "", 495)]
    [InlineData(CouponKind.Points, 250, "", "", 0)]
    public void Examples(CouponKind kind, int value, string product, string category, long cents)
    {
        var gain = CouponPolicy.Apply([new CouponRule("a", kind, value) { Product = product, Category = category }], Example)["a"];
        Assert.True(gain.Fits, gain.Reason);
        Assert.Equal(cents, gain.Cents);
        Assert.Equal(kind == CouponKind.Points ? 250 : 0, gain.Points);
        Assert.Equal(cents, gain.Lines.Sum() + gain.DeliveryCents);
    }

    [Theory]
    [InlineData(5, 1, 0)]
    [InlineData(10, 5, 1)]
    [InlineData(25, 2, 1)]
    [InlineData(33, 1, 0)]
    [InlineData(50, 1, 1)]
    public void A_percentage_is_rounded_half_up_once_per_receipt(int percent, int cents, int off) =>
        Assert.Equal(off, CouponPolicy.Apply([new CouponRule("a", CouponKind.Percent, percent)], new Basket([new("A", "", 1, cents)]))["a"].Cents);

    [Fact]
    public void Why_a_coupon_does_not_fit()
    {
        Assert.Equal(CouponPolicy.MinimumNotReached, Why(new CouponRule("a", CouponKind.Percent, 10) { MinimumCents = 6001 }));
        Assert.Equal("", Why(new CouponRule("a", CouponKind.Percent, 10) { MinimumCents = 6000 }));
        Assert.Equal(CouponPolicy.NoMatchingProduct, Why(new CouponRule("a", CouponKind.Percent, 10) { Category = "Tuin" }));
        Assert.Equal(CouponPolicy.NoMatchingProduct, Why(new CouponRule("a", CouponKind.Product, 0) { Product = "STOEL" }));
        Assert.Equal(CouponPolicy.NothingToDiscount, CouponPolicy.Apply([new CouponRule("a", CouponKind.Delivery, 0)], Example with { DeliveryCents = 0 })["a"].Reason);
        Assert.Equal(CouponPolicy.NothingToDiscount, CouponPolicy.Apply([new CouponRule("a", CouponKind.Percent, 10)], Example, takenCents: 6000)["a"].Reason);
    }

    [Fact]
    public void What_comes_back_lowers_what_can_come_off()
    {
        var exchange = new Basket([new("LAMP", "", 1, 4995), new("KAARS", "", 1, -4000)]);
        Assert.Equal(995, CouponPolicy.Apply([new CouponRule("a", CouponKind.Amount, 2000)], exchange)["a"].Cents);
    }

    [Fact]
    public void Laws_hold_on_random_baskets()
    {
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var basket = new Basket([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => new BasketLine(Pick(random, "A", "B", "C", ""), Pick(random, "x", "y", ""), random.Next(1, 5), random.Next(-500, 20_000)))], random.Next(3) * 495);
            var coupons = Enumerable.Range(0, random.Next(1, 6)).Select(i => RuleOf(random, $"c{i}")).ToList();
            var taken = random.Next(4) == 0 ? random.Next(30_000) : 0;
            var gains = CouponPolicy.Apply(coupons, basket, taken);

            // Never more than the basket, as a whole and by line; nothing negative.
            Assert.True(gains.Values.Sum(g => g.Cents) <= Math.Max(0, basket.DueCents + basket.DeliveryCents - taken), $"seed {seed}");
            for (var line = 0; line < basket.Lines.Count; line++)
            {
                Assert.InRange(gains.Values.Sum(g => g.Lines[line]), 0, Math.Max(0, basket.Lines[line].Cents));
            }

            Assert.All(gains.Values, g => Assert.True(g.Cents >= 0 && g.Lines.All(l => l >= 0) && g.Lines.Sum() + g.DeliveryCents == g.Cents && (g.Fits || g.Cents == 0), $"seed {seed}"));

            // The order in which they are given does not matter.
            var shuffled = CouponPolicy.Apply(coupons.OrderBy(_ => random.Next()), basket, taken);
            Assert.All(gains, g => Assert.Equal((g.Value.Cents, g.Value.Points, g.Value.Reason), (shuffled[g.Key].Cents, shuffled[g.Key].Points, shuffled[g.Key].Reason)));

            // One coupon alone is exact: the percent of its own lines, half up.
            if (coupons[0] is { Kind: CouponKind.Percent } percent && basket.Lines.All(l => l.Cents >= 0))
            {
                var own = basket.Lines.Where(l => (percent.Product.Length == 0 || l.Product == percent.Product) && (percent.Category.Length == 0 || l.Category == percent.Category)).Sum(l => l.Cents);
                var alone = CouponPolicy.Apply([percent], basket)[percent.Key];
                Assert.Equal(alone.Reason is CouponPolicy.MinimumNotReached ? 0 : (long)Math.Floor((own * percent.Value / 100m) + 0.5m), alone.Cents);
            }
        }
    }

    [Fact]
    public void Stacking_is_symmetrical()
    {
        var all = Enum.GetValues<CouponCombines>();
        Assert.All(all.SelectMany(_ => all, (a, b) => (a, b)), p => Assert.Equal(CouponPolicy.Together(p.a, p.b), CouponPolicy.Together(p.b, p.a)));
        Assert.True(CouponPolicy.Together(CouponCombines.Anything, CouponCombines.Anything));
        Assert.False(CouponPolicy.Together(CouponCombines.Anything, CouponCombines.Cheques));
        Assert.False(CouponPolicy.WithCheques(CouponCombines.Nothing));
    }

    [Theory]
    [InlineData("zomer10", "ZOMER10")]
    [InlineData(" Zomer-10 ", "ZOMER10")]
    [InlineData("abc", null)]
    [InlineData("Zömer10", null)]
    [InlineData("ABCDEFGHIJKLM", null)]
    public void Words_are_folded(string typed, string? word) => Assert.Equal(word, TypedCode.WordOf(typed));

    private static string Why(CouponRule rule) => CouponPolicy.Apply([rule], Example)["a"].Reason;

    private static CouponRule RuleOf(Random random, string key)
    {
        var kind = (CouponKind)random.Next(5);
        return new CouponRule(key, kind, kind switch { CouponKind.Percent => random.Next(1, 101), CouponKind.Delivery => 0, _ => random.Next(kind == CouponKind.Product ? 0 : 1, 5_000) })
        {
            MinimumCents = random.Next(3) == 0 ? random.Next(10_000) : 0, Product = kind == CouponKind.Product || random.Next(4) == 0 ? Pick(random, "A", "B", "C") : "", Category = random.Next(4) == 0 ? Pick(random, "x", "y") : "",
            Combines = (CouponCombines)random.Next(3),
        };
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
