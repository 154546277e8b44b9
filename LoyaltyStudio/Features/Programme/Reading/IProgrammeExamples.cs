using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>The product categories that exist; the feature that owns the products answers.</summary>
public interface IProductCategories
{
    Task<IReadOnlyList<string>> ListAsync(CancellationToken ct);
}

/// <summary>One line of an example basket; no category: a product of none that has a multiplier.</summary>
public sealed record BasketLine(string Category, long Cents);

/// <summary>Counts an example basket by the real earning rules; the feature that earns answers.</summary>
public interface IEarningExample
{
    long PointsOf(ProgrammeContent content, string tier, IReadOnlyList<BasketLine> basket);
}

/// <summary>Works out an example cheque by the real policy; the feature that issues answers.</summary>
public interface IChequeExample
{
    (long ValueCents, long PointsUsed) ChequeOf(ProgrammeContent content, string tier, long points);
}
