using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>The programme that a new installation starts with (semantics 5): brons, zilver, goud; a point per euro; 200 points are a cheque of 5.</summary>
public static class ReferenceProgramme
{
    public static ProgrammeContent Content { get; } = new(
        new EarningRule(CentsPerPoint: 100, TierStacking: Stacking.Stack, PendingDays: 15, ValidMonths: 24, ValidUntilEndOf: CalendarUnit.Month),
        [
            new Tier("brons", "Brons", "Bronze", 100, "#9a5b2c", [], [new(BenefitKind.FreeDelivery, 0)]),
            new Tier("zilver", "Zilver", "Silver", 125, "#6b7684", Reached(500, 400), [new(BenefitKind.EarlySaleAccess, 24), new(BenefitKind.FreeDelivery, 0)]),
            new Tier("goud", "Goud", "Gold", 150, "#a37a10", Reached(1500, 1200),
                [new(BenefitKind.EarlySaleAccess, 48), new(BenefitKind.FreeDelivery, 0), new(BenefitKind.Discount, 5)]),
        ],
        new TierRule(TierValidity.Months, ValidMonths: 12, CalendarUnit.Month, TierUpgrade.AtOnce, TierDrop.OneStep),
        [new ChequeScheme(CalendarUnit.Quarter, PointsPerStep: 200, StepCents: 500, MinimumCents: 500, MaximumCents: 10_000, ValidMonths: 6, TierPercents: [])])
    {
        Rules = [Event("enrolment", 25), Event("review", 25), Event("check-in", 5)],
    };

    /// <summary>Points for an event, under any conditions.</summary>
    public static PointRule Event(string kind, long points) => new($"event-{kind}", kind, kind, RuleCondition.Always, new RuleEffect(EffectKind.Fixed, points));

    /// <summary>One way: points earned in twelve months.</summary>
    public static IReadOnlyList<TierWay> Reached(long points, long keep) => [new([new(TierMetric.Points, points, keep, TierWindow.RollingMonths(12))])];
}
