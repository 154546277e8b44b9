using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>What one member gets.</summary>
public readonly record struct ChequeValue(long ValueCents, long PointsUsed);

/// <summary>
/// Turns points into a cheque (semantics 7): G = E·b·v, V = s·⌊min(G, X)/s⌋, nothing below M, points used = V/(v·b) rounded up; the rest carries over.
/// v is StepCents ÷ PointsPerStep, b the tier's percentage ÷ 100; both stay whole numbers here.
/// </summary>
public static class ChequePolicy
{
    public static ChequeValue Decide(ChequeScheme scheme, string? tier, long eligiblePoints)
    {
        var percent = scheme.PercentOf(tier);
        var gross = (long)((Int128)Math.Max(0, eligiblePoints) * percent * scheme.StepCents / (100L * scheme.PointsPerStep));
        var value = Math.Min(gross, scheme.MaximumCents) / scheme.StepCents * scheme.StepCents;
        if (value < scheme.MinimumCents || value <= 0)
        {
            return default;
        }

        var divisor = (Int128)scheme.StepCents * percent;
        var points = (long)((((Int128)value * 100 * scheme.PointsPerStep) + divisor - 1) / divisor);
        return new ChequeValue(value, points);
    }
}
