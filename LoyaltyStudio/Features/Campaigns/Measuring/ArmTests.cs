namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>One arm of a split or subject test against the first.</summary>
/// <param name="Lift">Difference of the shares that bought; null for the first arm itself and where one is empty.</param>
/// <param name="P">Corrected for the number of arms that are compared.</param>
public sealed record ArmFinding(Lift? Lift, double P)
{
    /// <summary>Whether the difference is certain although several arms were looked at.</summary>
    public bool IsCertain => Lift is not null && P < 0.05;
}

/// <summary>Several arms against the first one, so that looking at many does not make one win by luck: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979) 65–70.</summary>
public static class ArmTests
{
    public static IReadOnlyList<ArmFinding> Compare(IReadOnlyList<Side> arms)
    {
        var corrected = Holm([.. arms.Skip(1).Select(a => Proportions.PValue(a.Buyers, a.Members, arms[0].Buyers, arms[0].Members))]);
        return [.. arms.Select((a, i) => i == 0 ? new ArmFinding(null, 1) : new ArmFinding(Proportions.Compare(a.Buyers, a.Members, arms[0].Buyers, arms[0].Members), corrected[i - 1]))];
    }

    /// <summary>Each p times the number of those not yet passed, never below the one before.</summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> values)
    {
        var corrected = new double[values.Count];
        var (highest, left) = (0.0, values.Count);
        foreach (var i in Enumerable.Range(0, values.Count).OrderBy(i => values[i]))
        {
            highest = Math.Max(highest, Math.Min(1, values[i] * left--));
            corrected[i] = highest;
        }

        return corrected;
    }
}
