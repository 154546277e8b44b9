using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>One line of an example basket; no category: a product of none that has a multiplier.</summary>
public sealed record BasketLine(string Category, long Cents);

/// <summary>Counts an example basket by the real earning rules; the feature that earns answers.</summary>
public interface IEarningExample
{
    long PointsOf(ProgrammeContent content, string tier, IReadOnlyList<BasketLine> basket);

    /// <summary>What the base ("base"), the tier ("tier") and every rule (its id) give for a purchase.</summary>
    IReadOnlyDictionary<string, long> PartsOf(ProgrammeContent content, ExamplePurchase purchase);
}

/// <summary>Knows how many points rules with a limit have given; the feature that earns answers.</summary>
public interface IRuleUse
{
    Task<IReadOnlyDictionary<string, long>> GivenAsync(StudioDb db, CancellationToken ct);
}

/// <summary>Works out an example cheque by the real policy; the feature that issues answers.</summary>
public interface IChequeExample
{
    (long ValueCents, long PointsUsed) ChequeOf(ChequeScheme scheme, string tier, long points);
}
