using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>The programme that a new installation starts with (semantics 5): brons, zilver, goud; a point per euro; 200 points are a cheque of 5.</summary>
public static class ReferenceProgramme
{
    public static ProgrammeContent Content { get; } = new(
        new EarningRule(
            CentsPerPoint: 100,
            TierStacking: Stacking.Stack,
            Categories: [],
            PendingDays: 15,
            ValidMonths: 24,
            ValidUntilEndOf: CalendarUnit.Month,
            EventPoints: [new("enrolment", 25), new("review", 25), new("check-in", 5)]),
        [
            new Tier("brons", "Brons", "Bronze", 0, 0, 100, "#9a5b2c", [new(BenefitKind.FreeDelivery, 0)]),
            new Tier("zilver", "Zilver", "Silver", 500, 400, 125, "#6b7684", [new(BenefitKind.EarlySaleAccess, 24), new(BenefitKind.FreeDelivery, 0)]),
            new Tier("goud", "Goud", "Gold", 1500, 1200, 150, "#a37a10",
                [new(BenefitKind.EarlySaleAccess, 48), new(BenefitKind.FreeDelivery, 0), new(BenefitKind.Discount, 5)]),
        ],
        new TierRule(WindowMonths: 12, ValidMonths: 12, ValidUntilEndOf: CalendarUnit.Month, TierDrop.OneStep),
        new ChequeScheme(CalendarUnit.Quarter, PointsPerStep: 200, StepCents: 500, MinimumCents: 500, MaximumCents: 10_000, ValidMonths: 6, TierPercents: []));
}
