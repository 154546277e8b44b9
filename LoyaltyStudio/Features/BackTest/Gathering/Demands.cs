using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>What has to be read for the versions of both courses: the less rules look at, the less is read.</summary>
/// <param name="Surroundings">Store, channel, payment or hour of purchases.</param>
/// <param name="LinesFrom">First day from which a rule looks at what was bought; null when none does.</param>
/// <param name="MemberFacts">Attributes, segments or source of members.</param>
/// <param name="Deliveries">Whether points wait from delivery; then the channel is looked at as well.</param>
/// <param name="Turnover">Whether a cheque scheme looks at what was bought in a period.</param>
internal sealed record Demands(bool Surroundings, DateOnly? LinesFrom, bool MemberFacts, bool Budgets, bool Deliveries, bool Turnover)
{
    internal static Demands Of(IReadOnlyList<LiveProgramme> versions)
    {
        var rules = versions.SelectMany(v => v.Content.Rules).Where(r => !r.Off).ToList();
        var conditions = rules.SelectMany(r => r.When.Everything()).Select(c => c.Kind).ToHashSet();
        var plans = versions.Select(v => (v.From, Plan: EarningPlan.Of(v.Content))).ToList();
        var deliveries = versions.Any(v => v.Content.Earning.PendingFrom == PendingFrom.Delivery);
        return new Demands(
            deliveries || conditions.Overlaps([ConditionKind.Channel, ConditionKind.Store, ConditionKind.Payment, ConditionKind.Hour]),
            plans.Where(p => p.Plan.LooksAtLines).Select(p => (DateOnly?)p.From).Min(),
            plans.Exists(p => p.Plan.LooksAtSource || p.Plan.LooksAtSegments || p.Plan.Attributes.Count > 0),
            rules.Exists(r => r.Limits.Budget is not null),
            deliveries,
            versions.SelectMany(v => v.Content.Schemes).Any(s => s.Bands.Count > 0));
    }
}
