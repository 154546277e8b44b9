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

/// <summary>Whether a campaign earned its cost back, with 95 % certainty. Unknown: too few buyers, or nothing may be said of the campaign at all.</summary>
public enum MoneyVerdict { Unknown, Inconclusive, Pays, Loses }

/// <summary>What to do about a campaign.</summary>
public enum Advice
{
    /// <summary>Start it.</summary>
    Start,

    /// <summary>Next time leave some members out, so that something can be said.</summary>
    MakeHoldout,

    /// <summary>Something else than the draw decided who is where; find out what.</summary>
    FindOut,

    /// <summary>Wait until the window is over.</summary>
    Wait,

    /// <summary>It works and pays: go on.</summary>
    GoOn,

    /// <summary>It brings buyers, but whether it earns its cost is not certain yet: go on and look again.</summary>
    LookAgain,

    /// <summary>It brings buyers, but costs more than it brings: make the offer smaller.</summary>
    Cheaper,

    /// <summary>It keeps buyers away, or surely costs more than it brings.</summary>
    Stop,

    /// <summary>Too small a group to see a difference of the size that could be there.</summary>
    LargerGroup,
}

/// <summary>Members of one side and how many of them bought within the measuring window.</summary>
public readonly record struct Side(int Members, int Buyers)
{
    public double Share => Members == 0 ? 0 : (double)Buyers / Members;
}

/// <summary>What a campaign brought in margin: everybody assigned, whether they bought or not. Cents.</summary>
/// <param name="Treated">Margin per member of those who were to get it.</param>
/// <param name="Holdout">Margin per member of the control group.</param>
/// <param name="Low">95 % bootstrap interval of the difference per member; null with too few buyers for one.</param>
/// <param name="Members">Treated members, N_T.</param>
/// <param name="CostCents">Offers, gifts, messages and what it cost besides.</param>
public sealed record CampaignMargin(double Treated, double Holdout, double? Low, double? High, int Members, long CostCents)
{
    public double Difference => Treated - Holdout;

    /// <summary>N_T·(m̄_T − m̄_C).</summary>
    public long ExtraCents => Cents(Difference * Members);
    public long? ExtraLow => Low is { } low ? Cents(low * Members) : null;
    public long? ExtraHigh => High is { } high ? Cents(high * Members) : null;

    /// <summary>Incremental margin: what it brought less what it cost.</summary>
    public long NetCents => ExtraCents - CostCents;
    public long? NetLow => ExtraLow - CostCents;
    public long? NetHigh => ExtraHigh - CostCents;

    /// <summary>Margin that came for each euro of cost; null where it cost nothing.</summary>
    public double? PerEuro => CostCents > 0 ? (double)ExtraCents / CostCents : null;

    /// <summary>What one member in it brought, cost counted off.</summary>
    public int NetPerMember => Members == 0 ? 0 : (int)Math.Clamp(Math.Round((double)NetCents / Members), -100_000_000, 100_000_000);

    public MoneyVerdict Verdict => (NetLow, NetHigh) switch { ( > 0, _) => MoneyVerdict.Pays, (_, < 0) => MoneyVerdict.Loses, (null, _) => MoneyVerdict.Unknown, _ => MoneyVerdict.Inconclusive };

    private static long Cents(double value) => (long)Math.Round(value, MidpointRounding.AwayFromZero);
}

/// <summary>The result of a campaign: both sides, their difference and what may be said (semantics 9).</summary>
/// <param name="DecidedOn">The first day on which the window of everybody assigned so far is over.</param>
/// <param name="Extra">Buyers that the campaign brought, and between which numbers that is certain; null without a difference to compute.</param>
public sealed record CampaignResult(Side Treated, Side Holdout, Lift? Lift, DateOnly? DecidedOn, Verdict Verdict, int CouponsRedeemed)
{
    public (int Extra, int Low, int High)? Extra => Lift is { } lift
        ? (Times(lift.Difference), Times(lift.Low), Times(lift.High)) : null;

    /// <param name="lastAssignedOn">Of those who are counted.</param>
    public static CampaignResult Of(Side treated, Side holdout, int holdoutPercent, DateOnly? lastAssignedOn, int measureDays, DateOnly today, int couponsRedeemed)
    {
        var decided = lastAssignedOn?.AddDays(measureDays + 1);
        var lift = Proportions.Compare(treated.Buyers, treated.Members, holdout.Buyers, holdout.Members);
        var verdict = treated.Members + holdout.Members == 0 ? Verdict.Nobody
            : holdoutPercent == 0 || holdout.Members == 0 || treated.Members == 0 ? Verdict.NoHoldout
            : !SampleRatio.IsRight([treated.Members, holdout.Members], [100 - holdoutPercent, holdoutPercent]) ? Verdict.WrongDraw
            : today < decided ? Verdict.TooEarly
            : lift is not { IsCertain: true } l ? Verdict.NoDifference
            : l.Difference > 0 ? Verdict.More : Verdict.Fewer;
        return new CampaignResult(treated, holdout, lift, decided, verdict, couponsRedeemed);
    }

    /// <summary>What to do, by the buyers and, where it is known, by the money.</summary>
    public Advice AdviceWith(MoneyVerdict money) => Verdict switch
    {
        Verdict.Nobody => Advice.Start,
        Verdict.NoHoldout => Advice.MakeHoldout,
        Verdict.WrongDraw => Advice.FindOut,
        Verdict.TooEarly => Advice.Wait,
        Verdict.Fewer => Advice.Stop,
        Verdict.More => money switch { MoneyVerdict.Pays => Advice.GoOn, MoneyVerdict.Loses => Advice.Cheaper, _ => Advice.LookAgain },
        Verdict.NoDifference => money switch { MoneyVerdict.Pays => Advice.GoOn, MoneyVerdict.Loses => Advice.Stop, _ => Advice.LargerGroup },
    };

    private int Times(double share) => (int)Math.Round(share * Treated.Members, MidpointRounding.AwayFromZero);
}
