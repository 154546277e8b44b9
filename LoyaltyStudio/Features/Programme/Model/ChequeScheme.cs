using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>How points become cheques (semantics 7).</summary>
/// <param name="Period">How often: month, quarter, half-year or year.</param>
/// <param name="PointsPerStep">Points that one step of the value costs; with <paramref name="StepCents"/> this is the value per point.</param>
/// <param name="StepCents">Cheques come in multiples of this.</param>
/// <param name="MinimumCents">Below this nobody gets a cheque, the points carry over.</param>
/// <param name="MaximumCents">No member gets more than this in one run.</param>
/// <param name="ValidMonths">Months that a cheque can be spent, to the end of the month.</param>
/// <param name="TierPercents">Multiplier of the value by tier code; 100 where a tier is not named.</param>
public sealed record ChequeScheme(CalendarUnit Period, int PointsPerStep, int StepCents, int MinimumCents, int MaximumCents, int ValidMonths, IReadOnlyList<TierPercent> TierPercents)
{
    public const string Name = "main";

    public int PercentOf(string? tier) => TierPercents.FirstOrDefault(t => t.Tier == tier)?.Percent ?? 100;
}

public sealed record TierPercent(string Tier, int Percent);
