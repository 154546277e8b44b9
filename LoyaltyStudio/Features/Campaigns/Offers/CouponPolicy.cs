using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>What one coupon gives and asks, wherever it came from.</summary>
/// <param name="Key">Tells it from others of the same receipt; ties are settled by it.</param>
/// <param name="Value">Whole percents; cents; of Product cents off one piece, 0 for free; of Delivery 0; of Points a number of points.</param>
public sealed record CouponRule(string Key, CouponKind Kind, int Value)
{
    /// <summary>Least amount of goods on the receipt before any coupon, cents.</summary>
    public int MinimumCents { get; init; }

    /// <summary>Only over lines of this product; of Product the product itself. Empty: all.</summary>
    public string Product { get; init; } = "";

    /// <summary>Only over lines of this category; empty: all.</summary>
    public string Category { get; init; } = "";
    public CouponCombines Combines { get; init; }

    public bool AsksProducts => Product.Length > 0 || Category.Length > 0 || Kind == CouponKind.Product;

    public static CouponRule Of(string key, CouponKind kind, int value, Offer? offer) => new(key, kind, value)
    {
        MinimumCents = offer?.MinimumCents ?? 0, Product = offer?.Product ?? "", Category = offer?.Category ?? "", Combines = offer?.Combines ?? CouponCombines.Cheques,
    };
}

/// <summary>What a coupon comes to on a basket.</summary>
/// <param name="Reason">Why it does not fit: minimum_not_reached, no_matching_product, nothing_to_discount; empty where it fits.</param>
/// <param name="Cents">Off the receipt, delivery included.</param>
/// <param name="Lines">The same per line of the basket; without what comes off delivery.</param>
public sealed record CouponGain(string Reason, long Cents, long DeliveryCents, int Points, IReadOnlyList<long> Lines)
{
    public bool Fits => Reason.Length == 0;
}

/// <summary>
/// What coupons are worth on a basket. The order in which they are given does not matter: products first, then percents of what is left, then amounts, then delivery. No line, and not the receipt, ever falls below
/// nothing. A percentage is rounded half up once per receipt and then spread over its lines.
/// </summary>
public static class CouponPolicy
{
    public const string MinimumNotReached = "minimum_not_reached";
    public const string NoMatchingProduct = "no_matching_product";
    public const string NothingToDiscount = "nothing_to_discount";

    /// <summary>Whether two coupons may be used on one receipt: only where both go with anything.</summary>
    public static bool Together(CouponCombines one, CouponCombines other) => one == CouponCombines.Anything && other == CouponCombines.Anything;

    /// <summary>Whether a coupon may be used on one receipt with cheques.</summary>
    public static bool WithCheques(CouponCombines combines) => combines != CouponCombines.Nothing;

    /// <summary>By key. Whether the coupons go together is not judged here.</summary>
    /// <param name="takenCents">What came off this receipt before, cheques included.</param>
    public static IReadOnlyDictionary<string, CouponGain> Apply(IEnumerable<CouponRule> coupons, Basket basket, long takenCents = 0)
    {
        var left = basket.Lines.Select(l => Math.Max(0, l.Cents)).ToArray();
        var (due, delivery) = Left(basket, takenCents);
        var gains = new Dictionary<string, CouponGain>();
        foreach (var coupon in coupons.OrderBy(c => TurnOf(c.Kind)).ThenByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal))
        {
            var gain = GainOf(coupon, basket, left, due, delivery);
            for (var i = 0; i < left.Length; i++)
            {
                left[i] -= gain.Lines[i];
            }

            due -= gain.Lines.Sum();
            delivery -= gain.DeliveryCents;
            gains[coupon.Key] = gain;
        }

        return gains;
    }

    /// <summary>What was taken before came off the goods first and off delivery after that.</summary>
    private static (long Due, long Delivery) Left(Basket basket, long taken)
    {
        var goods = Math.Min(basket.DueCents, taken);
        return (basket.DueCents - goods, Math.Max(0, basket.DeliveryCents - (taken - goods)));
    }

    private static int TurnOf(CouponKind kind) => kind switch { CouponKind.Product => 0, CouponKind.Percent => 1, CouponKind.Amount => 2, CouponKind.Delivery => 3, _ => 4 };

    private static CouponGain GainOf(CouponRule coupon, Basket basket, long[] left, long due, long delivery)
    {
        var none = new long[left.Length];
        var own = Enumerable.Range(0, left.Length).Where(i => basket.Lines[i].Cents > 0 && Matches(coupon, basket.Lines[i])).ToArray();
        if (basket.GoodsCents < coupon.MinimumCents)
        {
            return new CouponGain(MinimumNotReached, 0, 0, 0, none);
        }

        if (coupon.AsksProducts && own.Length == 0)
        {
            return new CouponGain(NoMatchingProduct, 0, 0, 0, none);
        }

        if (coupon.Kind == CouponKind.Points)
        {
            return new CouponGain("", 0, 0, coupon.Value, none);
        }

        if (coupon.Kind == CouponKind.Delivery)
        {
            return new CouponGain(delivery > 0 ? "" : NothingToDiscount, delivery, delivery, 0, none);
        }

        var room = Math.Min(due, own.Sum(i => left[i]));
        var lines = coupon.Kind switch
        {
            CouponKind.Product => Piece(coupon.Value, basket, left, own, due),
            CouponKind.Percent => Spread(Math.Min(room, ((own.Sum(i => left[i]) * coupon.Value) + 50) / 100), left, own),
            _ => Spread(Math.Min(room, coupon.Value), left, own),
        };
        var sum = lines.Sum();
        return new CouponGain(sum > 0 ? "" : NothingToDiscount, sum, 0, 0, lines);
    }

    private static bool Matches(CouponRule coupon, BasketLine line) =>
        (coupon.Product.Length == 0 || string.Equals(coupon.Product, line.Product, StringComparison.OrdinalIgnoreCase))
        && (coupon.Category.Length == 0 || string.Equals(coupon.Category, line.Category, StringComparison.OrdinalIgnoreCase))
        && (coupon.Kind != CouponKind.Product || coupon.Product.Length > 0 || coupon.Category.Length > 0);

    /// <summary>Off one piece, the one that brings the customer most.</summary>
    private static long[] Piece(int value, Basket basket, long[] left, int[] own, long due)
    {
        var lines = new long[left.Length];
        var best = own.Select(i => (At: i, Cents: Math.Min(left[i], Off(value, basket.Lines[i])))).OrderByDescending(p => p.Cents).ThenBy(p => p.At).FirstOrDefault();
        if (best.Cents > 0)
        {
            lines[best.At] = Math.Min(best.Cents, due);
        }

        return lines;

        static long Off(int value, BasketLine line) => value == 0 ? line.Cents / line.Quantity : Math.Min(value, line.Cents / line.Quantity);
    }

    /// <summary>In proportion to what is left of each line, the odd cents to the largest remainders.</summary>
    private static long[] Spread(long cents, long[] left, int[] own)
    {
        var lines = new long[left.Length];
        var all = own.Sum(i => left[i]);
        if (cents <= 0 || all == 0)
        {
            return lines;
        }

        foreach (var i in own)
        {
            lines[i] = (long)((Int128)cents * left[i] / all);
        }

        var odd = cents - lines.Sum();
        foreach (var i in own.OrderByDescending(i => (Int128)cents * left[i] % all).ThenBy(i => i).Take((int)odd))
        {
            lines[i]++;
        }

        return lines;
    }
}
