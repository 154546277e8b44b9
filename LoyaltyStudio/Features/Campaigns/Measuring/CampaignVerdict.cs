namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>What may honestly be said of a result.</summary>
public enum Verdict
{
    /// <summary>Nobody is in the campaign yet.</summary>
    Nobody,

    /// <summary>There is no control group to compare with.</summary>
    NoHoldout,

    /// <summary>The groups are not of the sizes that the draw should give: something is wrong, so nothing is said.</summary>
    WrongDraw,

    /// <summary>The measuring window of the last member is not over.</summary>
    TooEarly,

    /// <summary>The interval holds zero.</summary>
    NoDifference,
    More,
    Fewer,
}

/// <summary>Members of one side and how many of them bought within the measuring window.</summary>
public readonly record struct Side(int Members, int Buyers)
{
    public double Share => Members == 0 ? 0 : (double)Buyers / Members;
}

/// <summary>The result of a campaign: both sides, their difference and what may be said (semantics 9).</summary>
/// <param name="DecidedOn">The first day on which the window of everybody assigned so far is over.</param>
/// <param name="Extra">Buyers that the campaign brought, and between which numbers that is certain; null without a difference to compute.</param>
public sealed record CampaignResult(Side Treated, Side Holdout, Lift? Lift, DateOnly? DecidedOn, Verdict Verdict, int CouponsRedeemed)
{
    /// <summary>Chi-square with one degree of freedom at p = .001: beyond it the draw did not give the sizes that were asked for.</summary>
    private const double SampleRatioLimit = 10.828;

    public (int Extra, int Low, int High)? Extra => Lift is { } lift
        ? (Times(lift.Difference), Times(lift.Low), Times(lift.High)) : null;

    public static CampaignResult Of(Side treated, Side holdout, int holdoutPercent, DateOnly? lastAssignedOn, int measureDays, DateOnly today, int couponsRedeemed)
    {
        var decided = lastAssignedOn?.AddDays(measureDays + 1);
        var lift = Proportions.Compare(treated.Buyers, treated.Members, holdout.Buyers, holdout.Members);
        var verdict = treated.Members + holdout.Members == 0 ? Verdict.Nobody
            : holdout.Members == 0 || treated.Members == 0 ? Verdict.NoHoldout
            : !DrawIsRight(treated.Members, holdout.Members, holdoutPercent) ? Verdict.WrongDraw
            : today < decided ? Verdict.TooEarly
            : lift is not { IsCertain: true } l ? Verdict.NoDifference
            : l.Difference > 0 ? Verdict.More : Verdict.Fewer;
        return new CampaignResult(treated, holdout, lift, decided, verdict, couponsRedeemed);
    }

    private static bool DrawIsRight(int treated, int holdout, int percent)
    {
        var n = treated + holdout;
        double expectedHoldout = n * percent / 100.0, expectedTreated = n - expectedHoldout;
        return expectedHoldout > 0 && (Square(holdout - expectedHoldout) / expectedHoldout) + (Square(treated - expectedTreated) / expectedTreated) <= SampleRatioLimit;
    }

    private int Times(double share) => (int)Math.Round(share * Treated.Members, MidpointRounding.AwayFromZero);

    private static double Square(double x) => x * x;
}
