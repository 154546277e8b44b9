namespace LoyaltyStudio.Tests.Features.Points.Model;

/// <summary>Rules of one version as the model knows them: far fewer than the product has, written down on their own.</summary>
internal sealed record ModelRules(int Version, DateOnly From, int CentsPerPoint, int PendingDays, int ValidMonths, int TimesOnA, long FixedPoints, long FixedFromCents, long FixedPerDay, int Silver, int Gold, int ReviewPoints)
{
    internal int TierPercent(int tier) => tier switch { 0 => 100, 1 => 125, _ => 150 };

    internal int Reach(int tier) => tier switch { 0 => 0, 1 => Silver, _ => Gold };

    internal int Keep(int tier) => Reach(tier) * 4 / 5;
}

internal sealed class ModelLine
{
    internal required string Sku { get; init; }
    internal required int Quantity { get; init; }
    internal required long Cents { get; init; }
    internal int Left { get; set; }

    /// <summary>Every second product is of category A.</summary>
    internal bool IsA => Sku[^1] % 2 == 0;
}

internal sealed class ModelPurchase
{
    internal required string Id { get; init; }
    internal required int Number { get; init; }
    internal required DateTime At { get; init; }
    internal required DateOnly On { get; init; }
    internal required List<ModelLine> Lines { get; init; }
    internal required long Discount { get; init; }
    internal ModelRules? Rules { get; set; }
    internal int Tier { get; set; }
    internal long Points { get; set; }
    internal long TakenBack { get; set; }
    internal long FixedAllowed { get; set; }
}

internal sealed class ModelLot
{
    internal required int Number { get; init; }
    internal required string Source { get; init; }
    internal required DateOnly Active { get; init; }
    internal required DateOnly Expires { get; set; }
    internal long Left { get; set; }
}
