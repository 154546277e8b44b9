using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Pages;

/// <summary>A programme while somebody edits it: the same as <see cref="ProgrammeContent"/>, but changeable and in the units that people type.</summary>
public sealed class ProgrammeForm
{
    public decimal EuroPerPoint { get; set; }
    public Stacking Stacking { get; set; }
    public int PendingDays { get; set; }
    public int ValidMonths { get; set; }
    public CalendarUnit ValidUntilEndOf { get; set; }

    /// <summary>The rest of the life of points; what stands in a field of its own above is taken from there.</summary>
    public EarningRule Life { get; set; } = default!;
    public List<RuleForm> Rules { get; init; } = [];
    public List<TierForm> Tiers { get; init; } = [];
    public TierRule TierRule { get; set; } = default!;
    public ChequeScheme Scheme { get; set; } = default!;
    public IReadOnlyList<ChequeScheme> MoreSchemes { get; set; } = [];
    public CalendarUnit Period { get; set; }
    public int PointsPerStep { get; set; }
    public decimal Step { get; set; }
    public decimal Minimum { get; set; }
    public decimal Maximum { get; set; }
    public int ChequeValidMonths { get; set; }

    public static ProgrammeForm From(ProgrammeContent content)
    {
        var (earning, rule, cheques) = (content.Earning, content.TierRule, content.Cheques);
        return new ProgrammeForm
        {
            EuroPerPoint = earning.CentsPerPoint / 100m, Stacking = earning.TierStacking, PendingDays = earning.PendingDays, ValidMonths = earning.ValidMonths,
            ValidUntilEndOf = earning.ValidUntilEndOf, Life = earning,
            Rules = [.. content.Rules.Select(RuleForm.From)],
            Tiers = [.. content.Tiers.Select(t => TierForm.From(t, cheques.PercentOf(t.Code)))],
            TierRule = rule,
            Scheme = cheques, MoreSchemes = [.. content.Schemes.Skip(1)], Period = cheques.Period, PointsPerStep = cheques.PointsPerStep, Step = cheques.StepCents / 100m, Minimum = cheques.MinimumCents / 100m,
            Maximum = cheques.MaximumCents / 100m, ChequeValidMonths = cheques.ValidMonths,
        };
    }

    public ProgrammeContent ToContent() => new(
        Life with { CentsPerPoint = Whole(EuroPerPoint), TierStacking = Stacking, PendingDays = PendingDays, ValidMonths = ValidMonths, ValidUntilEndOf = ValidUntilEndOf },
        [.. Tiers.Select(t => t.ToTier())],
        TierRule,
        [Scheme with
        {
            Period = Period, PointsPerStep = PointsPerStep, StepCents = Whole(Step), MinimumCents = Whole(Minimum), MaximumCents = Whole(Maximum), ValidMonths = ChequeValidMonths,
            TierPercents = [.. Tiers.Where(t => t.ChequeTimes != 1).Select(t => new TierPercent(t.Code, Whole(t.ChequeTimes)))],
        }, .. MoreSchemes])
    {
        Rules = [.. Rules.Select(r => r.ToRule())],
    };

    /// <summary>Adds a tier above the highest, with a name of its own.</summary>
    public void AddTier()
    {
        var top = Tiers.Count == 0 || Tiers[^1].Ways is not [{ Goals: [var highest, ..] }, ..] ? null : highest;
        var number = Tiers.Count + 1;
        while (Tiers.Exists(t => t.Code == $"tier-{number}"))
        {
            number++;
        }

        var next = Math.Max(100, (top?.Reach ?? 0) * 2);
        var goal = new GoalForm { Metric = top?.Metric ?? TierMetric.Points, Window = top?.Window ?? WindowKind.Rolling, Months = top?.Months ?? 12, Unit = top?.Unit ?? CalendarUnit.Month, Reach = next, Keep = next };
        Tiers.Add(new TierForm { Code = $"tier-{number}", Ways = Tiers.Count == 0 ? [] : [new WayForm { Goals = [goal] }], Colour = "#5a4a8a" });
    }

    /// <summary>Moves a tier one place; what is asked stays in its place, so that each tier asks more than the one below.</summary>
    public void Move(TierForm tier, int by)
    {
        var at = Tiers.IndexOf(tier);
        var to = at + by;
        if (to < 0 || to >= Tiers.Count)
        {
            return;
        }

        var other = Tiers[to];
        (Tiers[at], Tiers[to]) = (other, tier);
        (tier.Ways, other.Ways) = (other.Ways, tier.Ways);
    }

    /// <summary>Two decimals as a whole number; what does not fit becomes a number that the rules refuse.</summary>
    private static int Whole(decimal value) => value is > -10_000_000 and < 10_000_000 ? (int)Math.Round(value * 100, MidpointRounding.AwayFromZero) : -1;
}
