namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>
/// The fall-back: every member keeps buying at a rate of their own, drawn towards everybody's (gamma with shape R and rate Alpha, per week). Expected: (R + x) ÷ (Alpha + T) a week (Ehrenberg's
/// negative binomial model with its posterior mean). It knows no stopping, so it is only shown with a label.
/// </summary>
public sealed record Nbd(double R, double Alpha)
{
    public double Expected(int x, double t, double weeks) => (R + x) / (Alpha + t) * weeks;

    public double Active(int x, double t, double weeks) => 1 - Math.Pow((Alpha + t) / (Alpha + t + weeks), R + x);

    public double? NextVisit(int x, double t, double share) => share < 1 ? (Alpha + t) * (Math.Pow(1 - share, -1 / (R + x)) - 1) : null;

    /// <summary>The chance of 0, 1, 2 … purchases in the coming weeks, until less than <paramref name="left"/> is left.</summary>
    public IReadOnlyList<double> Counts(int x, double t, double weeks, double left = 1e-9)
    {
        var success = weeks / (Alpha + t + weeks);
        var p = Math.Pow(1 - success, R + x);
        var counts = new List<double> { p };
        for (var (n, total) = (1, p); total < 1 - left && n < 5_000; n++)
        {
            p *= (R + x + n - 1) / n * success;
            counts.Add(p);
            total += p;
        }

        return counts;
    }
}
