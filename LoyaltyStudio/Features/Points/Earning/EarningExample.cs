using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>Counts the example baskets of the programme's screens by the rules of real purchases.</summary>
internal sealed class EarningExample : IEarningExample
{
    public long PointsOf(ProgrammeContent content, string tier, IReadOnlyList<BasketLine> basket) =>
        EarningPlan.Of(content).Count(new EarningFacts(new DateTime(2026, 1, 7, 12, 0, 0), "store", "", "", tier, false, MemberFacts.None), 0,
            [.. basket.Select(l => new EarningLine(LineKind.Goods, l.Category, l.Cents, 1, 1))]);
}
