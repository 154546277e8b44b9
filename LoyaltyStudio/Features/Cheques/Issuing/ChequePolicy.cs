using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>What one member gets.</summary>
public readonly record struct ChequeValue(long ValueCents, long PointsUsed);

/// <summary>
/// Turns points into a cheque (semantics 7): G = E·b·v, V = s·⌊min(G, X)/s⌋, nothing below M, points used = V/(v·b) rounded up; the rest carries over.
/// v is StepCents ÷ PointsPerStep, b the tier's percentage times the band's, each ÷ 100; all stay whole numbers here.
/// </summary>
public static class ChequePolicy
{
    /// <summary>The cheque of a member of a tier whose turnover reaches no band.</summary>
    public static ChequeValue Decide(ChequeScheme scheme, string? tier, long eligiblePoints) => Decide(scheme, scheme.PercentOf(tier), 100, eligiblePoints);

    /// <param name="tierPercent">The multiplier of the tier, see <see cref="ChequeScheme.PercentOf"/>.</param>
    /// <param name="bandPercent">The multiplier of the turnover, see <see cref="ChequeScheme.BandOf"/>.</param>
    public static ChequeValue Decide(ChequeScheme scheme, int tierPercent, int bandPercent, long eligiblePoints)
    {
        if (eligiblePoints <= Small && (long)tierPercent * bandPercent <= Small / Math.Max(1, scheme.StepCents) && scheme.PointsPerStep <= 1 << 17)
        {
            return DecideSmall(scheme, (long)tierPercent * bandPercent * scheme.StepCents, eligiblePoints);
        }

        var factor = (Int128)tierPercent * bandPercent * scheme.StepCents;
        var gross = Math.Max(0, eligiblePoints) * factor / (10_000L * scheme.PointsPerStep);
        var value = (long)Int128.Min(gross, scheme.MaximumCents) / scheme.StepCents * scheme.StepCents;
        return value < scheme.MinimumCents || value <= 0 ? default
            : new ChequeValue(value, (long)((((Int128)value * 10_000 * scheme.PointsPerStep) + factor - 1) / factor));
    }

    /// <summary>Up to here the products below fit 64 bits.</summary>
    private const long Small = int.MaxValue;

    /// <summary>The same for numbers as they nearly always are; a preview asks it for everybody at every key press.</summary>
    private static ChequeValue DecideSmall(ChequeScheme scheme, long factor, long eligiblePoints)
    {
        var gross = Math.Max(0, eligiblePoints) * factor / (10_000L * scheme.PointsPerStep);
        var value = Math.Min(gross, scheme.MaximumCents) / scheme.StepCents * scheme.StepCents;
        return value < scheme.MinimumCents || value <= 0 ? default
            : new ChequeValue(value, ((value * 10_000 * scheme.PointsPerStep) + factor - 1) / factor);
    }
}
