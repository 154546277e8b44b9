namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// How large groups have to be, to see a difference that is there in four of five campaigns (power 80 %, 95 % certain): n_C ≈ 7.85·p(1−p)(1+1/k)/Δ² with k = n_T/n_C (semantics 9). 7.85 = (1.960 + 0.842)², the usual
/// approximation for two shares (J. L. Fleiss, Statistical Methods for Rates and Proportions).
/// </summary>
public static class SizePolicy
{
    private const double Factor = 7.85;

    /// <summary>Members that the control group needs.</summary>
    /// <param name="share">p: the share that buys by itself.</param>
    /// <param name="difference">Δ, as a share: .01 for one percentage point.</param>
    /// <param name="ratio">k: treated members for each member of the control group.</param>
    public static double ControlNeeded(double share, double difference, double ratio) => Factor * share * (1 - share) * (1 + (1 / ratio)) / (difference * difference);

    /// <summary>The smallest difference that groups of these sizes show; null where one is empty.</summary>
    public static double? SmallestDifference(double share, long treated, long holdout) =>
        treated <= 0 || holdout <= 0 ? null : Math.Sqrt(Factor * share * (1 - share) * (1 + ((double)holdout / treated)) / holdout);

    /// <summary>The least control group that shows a difference among so many members, as a whole per cent from 1 to 50; null where even half of them do not.</summary>
    public static int? HoldoutNeeded(double share, long members, double difference)
    {
        // With h the control group's share n_C = N·h and 1 + 1/k = 1/(1−h), so that h(1−h) = 7.85·p(1−p)/(N·Δ²).
        var product = members <= 0 ? double.PositiveInfinity : Factor * share * (1 - share) / (members * difference * difference);
        return product > 0.25 ? null : Math.Clamp((int)Math.Ceiling(100 * ((1 - Math.Sqrt(1 - (4 * product))) / 2)), 1, 50);
    }
}
