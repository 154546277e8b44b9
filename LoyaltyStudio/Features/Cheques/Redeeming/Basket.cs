namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>A line of a receipt that is being made.</summary>
/// <param name="Product">Its code; empty where the till does not say.</param>
/// <param name="Category">Empty: that of the product, where we know it.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
/// <param name="Cents">Of all pieces together, after discounts of the line itself; below 0 for what comes back.</param>
public sealed record BasketLine(string Product, string Category, int Quantity, long Cents);

/// <summary>What lies on the counter: enough to judge what a coupon is good for.</summary>
/// <param name="DeliveryCents">What delivery costs; 0 in a shop.</param>
public sealed record Basket(IReadOnlyList<BasketLine> Lines, long DeliveryCents = 0)
{
    public const int MostLines = 500;
    private const long MostCents = 100_000_000;

    /// <summary>What is bought, without what comes back and without delivery.</summary>
    public long GoodsCents => Lines.Sum(l => Math.Max(0, l.Cents));

    /// <summary>What the goods come to, at least 0.</summary>
    public long DueCents => Math.Max(0, Lines.Sum(l => l.Cents));

    /// <summary>Whether the figures are those of a receipt.</summary>
    public bool IsSound => Lines.Count <= MostLines && DeliveryCents is >= 0 and <= MostCents
        && Lines.All(l => l.Quantity is >= 1 and <= 100_000 && Math.Abs(l.Cents) <= MostCents && l.Product.Length <= 100 && l.Category.Length <= 200);
}
