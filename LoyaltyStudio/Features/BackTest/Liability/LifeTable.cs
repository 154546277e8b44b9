namespace LoyaltyStudio.Features.BackTest.Liability;

/// <summary>Points of one cohort: earned in one month by members who are in one tier now.</summary>
/// <param name="Month">Months since year 0: twelve times the year, plus the month.</param>
internal sealed record EarnedCohort(int Month, string Tier, long Earned, long Open);

/// <summary>Points that left a cohort in one month.</summary>
internal sealed record CohortExit(int Month, int ExitMonth, string Tier, ExitKind Kind, long Points);

internal enum ExitKind { Used, Expired, TakenBack }

/// <summary>What a probability stands on.</summary>
public enum Evidence
{
    /// <summary>The tier's own history.</summary>
    Tier,

    /// <summary>Too few points of the tier: all tiers together.</summary>
    AllTiers,

    /// <summary>Too few points of this age: all ages together.</summary>
    AllAges,

    /// <summary>Nothing was ever used or expired: taken as fully used.</summary>
    None,
}

/// <summary>
/// How likely points that reached an age (whole months since earning) are still used, from the retailer's own history. A life table with two ways out:
/// of the points at risk at age a, the share h(a) = used ÷ at risk is used in that month and g(a) = expired ÷ at risk expires. Then
/// P(used | age a) = Σ over k ≥ a of h(k) · Π over a ≤ j &lt; k of (1 − h(j) − g(j)), up to the age at which the last points end. Points that were taken
/// back, and cohorts that have not reached an age yet, leave the table without an outcome (censored). Source: the cumulative incidence of competing
/// risks in discrete time, Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd edition, chapter 8; actuarial life table.
/// Cells with fewer than <see cref="Floor"/> points at risk borrow from all tiers of that age, then from all ages; that is shown.
/// </summary>
internal sealed class LifeTable
{
    /// <summary>Points at risk below which a share says too little.</summary>
    internal const long Floor = 1_000;

    private readonly Dictionary<string, Risk[]> byTier;
    private readonly Risk[] allTiers;
    private readonly Risk allAges;
    private readonly int horizon;

    private record struct Risk(long AtRisk, long Used, long Expired)
    {
        internal readonly (double Use, double End) Hazards => AtRisk <= 0 ? (0, 0) : ((double)Used / AtRisk, (double)Expired / AtRisk);
    }

    /// <param name="thisMonth">The month that is not over: it says nothing yet.</param>
    /// <param name="horizon">Age in months at which everything has ended.</param>
    internal LifeTable(IReadOnlyList<EarnedCohort> cohorts, IReadOnlyList<CohortExit> exits, int thisMonth, int horizon)
    {
        this.horizon = horizon;
        byTier = cohorts.Select(c => c.Tier).Distinct().ToDictionary(t => t, t => Count(cohorts.Where(c => c.Tier == t), [.. exits.Where(e => e.Tier == t)], thisMonth, horizon));
        allTiers = Count(cohorts, exits, thisMonth, horizon);
        allAges = allTiers.Aggregate(new Risk(0, 0, 0), (a, b) => new Risk(a.AtRisk + b.AtRisk, a.Used + b.Used, a.Expired + b.Expired));
    }

    /// <summary>The probability that points of an age and tier are used, and the weakest ground that its first month stands on.</summary>
    internal (double Probability, Evidence Evidence) Of(int age, string tier)
    {
        if (allAges.Used + allAges.Expired == 0)
        {
            return (1, Evidence.None);
        }

        double probability = 0, left = 1;
        for (var at = age; at < horizon; at++)
        {
            var (use, end) = HazardsOf(at, tier).Hazards;
            probability += left * use;
            left *= Math.Max(0, 1 - use - end);
        }

        return (Math.Clamp(probability, 0, 1), HazardsOf(Math.Min(age, horizon - 1), tier).Evidence);
    }

    private ((double Use, double End) Hazards, Evidence Evidence) HazardsOf(int age, string tier) =>
        byTier.TryGetValue(tier, out var own) && own[age].AtRisk >= Floor ? (own[age].Hazards, Evidence.Tier)
        : allTiers[age].AtRisk >= Floor ? (allTiers[age].Hazards, Evidence.AllTiers)
        : (allAges.Hazards, Evidence.AllAges);

    private static Risk[] Count(IEnumerable<EarnedCohort> cohorts, IReadOnlyList<CohortExit> exits, int thisMonth, int horizon)
    {
        var table = new Risk[horizon];
        var out1 = exits.ToLookup(e => e.Month);
        foreach (var cohort in cohorts.GroupBy(c => c.Month))
        {
            var left = cohort.Sum(c => c.Earned);
            var ages = out1[cohort.Key].ToLookup(e => e.ExitMonth - e.Month);
            for (var age = 0; age < horizon && cohort.Key + age < thisMonth; age++)
            {
                long Gone(ExitKind kind) => ages[age].Where(e => e.Kind == kind).Sum(e => e.Points);
                table[age] = new Risk(table[age].AtRisk + left, table[age].Used + Gone(ExitKind.Used), table[age].Expired + Gone(ExitKind.Expired));
                left -= ages[age].Sum(e => e.Points);
            }
        }

        return table;
    }
}
