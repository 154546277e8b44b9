using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Offers;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>What the form of an offer holds while somebody fills it: amounts in euros.</summary>
internal sealed class OfferForm
{
    private int version;

    internal string? Code { get; set; } = "";
    internal string? Name { get; set; } = "";
    internal CouponKind Kind { get; set; }
    internal decimal? Value { get; set; } = 10;
    internal Dictionary<string, decimal> ByTier { get; } = [];
    internal decimal? Minimum { get; set; }
    internal string? Product { get; set; } = "";
    internal string Category { get; set; } = "";
    internal CouponCombines Combines { get; set; }
    internal DateOnly? StartOn { get; set; }
    internal DateOnly? EndOn { get; set; }
    internal int? MostUses { get; set; }
    internal int? MostPerMember { get; set; }

    private bool InCents => Kind is CouponKind.Amount or CouponKind.Product;

    internal void Fill(OfferRow row)
    {
        (Code, Name, Kind, Combines, Product, Category) = (row.Code, row.Name, row.Kind, row.Combines, row.Product, row.Category);
        (StartOn, EndOn, MostUses, MostPerMember, version) = (row.StartOn, row.EndOn, row.MostUses, row.MostPerMember, row.Version);
        (Value, Minimum) = (Shown(row.Value), row.MinimumCents == 0 ? null : row.MinimumCents / 100m);
        ByTier.Clear();
        foreach (var (tier, value) in row.ValueByTier)
        {
            ByTier[tier] = Shown(value);
        }
    }

    internal OfferDraft Draft(long id) => new(id, Name ?? "", Code ?? "", Kind, Stored(Value ?? -1), StartOn, EndOn, version)
    {
        ValueByTier = ByTierValues(), MinimumCents = Cents(Minimum ?? 0), Product = Product ?? "", Category = Category, Combines = Combines, MostUses = MostUses, MostPerMember = MostPerMember,
    };

    internal CouponRule Rule() => new("try", Kind, Math.Max(0, Kind == CouponKind.Percent ? Math.Min(100, Stored(Value ?? 0)) : Stored(Value ?? 0)))
    {
        MinimumCents = Math.Max(0, Cents(Minimum ?? 0)), Product = (Product ?? "").Trim(), Category = Category, Combines = Combines,
    };

    internal Dictionary<string, int> ByTierValues() => Kind == CouponKind.Delivery ? [] : ByTier.ToDictionary(t => t.Key, t => Stored(t.Value));

    private decimal Shown(int value) => InCents ? value / 100m : value;

    private int Stored(decimal value) => Kind == CouponKind.Delivery ? 0 : InCents ? Cents(value) : (int)Math.Clamp(Math.Round(value), -1, int.MaxValue / 2);

    private static int Cents(decimal euros) => (int)Math.Clamp(Math.Round(euros * 100), -1, int.MaxValue / 2);
}
