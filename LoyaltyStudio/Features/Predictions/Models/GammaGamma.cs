namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>
/// What a member spends on a purchase day (Fader, Hardie and Lee 2005): amounts around a mean of their own, means spread over members; independent of how often they buy.
/// Amounts in euros; x repeat purchase days and their mean amount.
/// </summary>
public sealed record GammaGamma(double P, double Q, double V)
{
    /// <summary>Mean over members; null where the spread is so wide that there is none (Q ≤ 1).</summary>
    public double? Mean => Q > 1 ? P * V / (Q - 1) : null;

    /// <summary>The amount to expect of a member on a purchase day.</summary>
    /// <param name="otherwise">For members without a repeat where there is no mean over members.</param>
    public double Expected(int x, double mean, double otherwise) =>
        x > 0 && mean > 0 && (P * x) + Q > 1 ? P * (V + (x * mean)) / ((P * x) + Q - 1) : Mean ?? otherwise;

    /// <summary>The chance that <paramref name="n"/> coming purchase days together stay below an amount: a ratio of two gammas, so an incomplete beta function.</summary>
    public double SumBelow(double amount, int n, int x, double mean)
    {
        var scale = V + (x > 0 ? x * mean : 0);
        return amount <= 0 ? 0 : SpecialFunctions.BetaCdf(amount / (amount + scale), P * n, Q + (x > 0 ? P * x : 0));
    }
}
