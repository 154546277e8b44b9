using LoyaltyStudio.Features.Dashboards.Today;

namespace LoyaltyStudio.Features.Dashboards.StorePage;

/// <param name="NetCents">Purchases less returns.</param>
/// <param name="MemberCents">Of which by members.</param>
/// <param name="GrossCents">Purchases before returns; with Purchases the average basket.</param>
public sealed record TradeFigures(int Purchases, long GrossCents, long NetCents, long MemberCents)
{
    public double MemberShare => NetCents <= 0 ? 0 : Math.Clamp((double)MemberCents / NetCents, 0, 1);
    public long BasketCents => Purchases == 0 ? 0 : GrossCents / Purchases;
}

public sealed record TradeMonth(DateOnly Month, int Purchases, long MemberCents, long AnonymousCents, int NewMembers, int Members);

/// <param name="Lost">Members of the store who came into the state lost in the period.</param>
/// <param name="Returned">Members who bought again in the period after they were lost.</param>
public sealed record StoreMembers(int Members, int New, int ChainMembers, int Active, int ChainActive, int Lost, int Returned);

/// <param name="IssuedCents">To members of the store; RedeemedCents: by them, anywhere; RedeemedHereCents: at the till of the store, by anybody.</param>
public sealed record StoreCheques(int Issued, long IssuedCents, int Redeemed, long RedeemedCents, long RedeemedHereCents);

public sealed record Seller(string Name, string Detail, long Cents, int Units);

public sealed record TopMember(long Id, string Name, string CardNumber, long Points, DateOnly? LastPurchaseOn);

/// <summary>One store against the chain over some months.</summary>
public sealed record StoreBoard(long Id, string Name, string City, bool Active, DateOnly From, DateOnly Today, StoreMembers Members, TradeFigures Own, TradeFigures Chain, IReadOnlyList<TradeMonth> Months,
    IReadOnlyList<TierShare> Tiers, IReadOnlyList<TierShare> ChainTiers, StoreCheques Cheques, IReadOnlyList<Seller> Categories, IReadOnlyList<Seller> Products, IReadOnlyList<TopMember> TopMembers)
{
    /// <summary>What the customers of this store are waiting for.</summary>
    public IReadOnlyList<Attention> Attention { get; init; } = [];
}
