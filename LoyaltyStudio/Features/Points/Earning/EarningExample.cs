using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>Counts the example baskets of the programme's screens by the rules of real purchases.</summary>
internal sealed class EarningExample(TimeProvider clock) : IEarningExample
{
    public long PointsOf(ProgrammeContent content, string tier, IReadOnlyList<BasketLine> basket) =>
        EarningPlan.Of(content).Count(new EarningFacts(clock.GetUtcNow().UtcDateTime, "store", "", "", tier, false, MemberFacts.None), 0,
            [.. basket.Select(l => new EarningLine(LineKind.Goods, l.Category, l.Cents, 1, 1))]);

    public IReadOnlyDictionary<string, long> PartsOf(ProgrammeContent content, ExamplePurchase purchase)
    {
        var plan = EarningPlan.Of(content);
        var facts = new EarningFacts(purchase.At, purchase.Channel, purchase.Store, purchase.Payment, purchase.Tier, purchase.First, new MemberFacts(purchase.Source, purchase.Attributes, [purchase.Segment]));
        var points = new long[plan.Parts.Count];
        plan.Count(facts, 0, [new EarningLine(LineKind.Goods, purchase.Category, purchase.Cents, purchase.Quantity, purchase.Quantity, purchase.Sku, purchase.Brand)], null, points);
        return plan.Parts.Select((id, i) => (id, points[i])).ToDictionary(p => p.id, p => p.Item2);
    }
}
