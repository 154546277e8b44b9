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
    public List<PointRule> Rules { get; init; } = [];
    public List<TierForm> Tiers { get; init; } = [];
    public TierRule TierRule { get; set; } = default!;
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
            Rules = [.. content.Rules],
            Tiers = [.. content.Tiers.Select(t => TierForm.From(t, cheques.PercentOf(t.Code)))],
            TierRule = rule,
            Period = cheques.Period, PointsPerStep = cheques.PointsPerStep, Step = cheques.StepCents / 100m, Minimum = cheques.MinimumCents / 100m,
            Maximum = cheques.MaximumCents / 100m, ChequeValidMonths = cheques.ValidMonths,
        };
    }

    public ProgrammeContent ToContent() => new(
        Life with { CentsPerPoint = Whole(EuroPerPoint), TierStacking = Stacking, PendingDays = PendingDays, ValidMonths = ValidMonths, ValidUntilEndOf = ValidUntilEndOf },
        [.. Tiers.Select(t => t.ToTier())],
        TierRule,
        new ChequeScheme(Period, PointsPerStep, Whole(Step), Whole(Minimum), Whole(Maximum), ChequeValidMonths,
            [.. Tiers.Where(t => t.ChequeTimes != 1).Select(t => new TierPercent(t.Code, Whole(t.ChequeTimes)))]))
    {
        Rules = [.. Rules],
    };

    /// <summary>Adds a tier above the highest, with a name of its own.</summary>
    public void AddTier()
    {
        var top = Tiers.Count == 0 ? 0 : Tiers[^1].Threshold;
        var number = Tiers.Count + 1;
        while (Tiers.Exists(t => t.Code == $"tier-{number}"))
        {
            number++;
        }

        var next = Tiers.Count == 0 ? 0 : Math.Max(100, top * 2);
        Tiers.Add(new TierForm { Code = $"tier-{number}", Threshold = next, Retention = next, Colour = "#5a4a8a" });
    }

    /// <summary>Moves a tier one place; thresholds stay in their places, so that the order of points remains.</summary>
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
        (tier.Threshold, other.Threshold) = (other.Threshold, tier.Threshold);
        (tier.Retention, other.Retention) = (other.Retention, tier.Retention);
    }

    /// <summary>Two decimals as a whole number; what does not fit becomes a number that the rules refuse.</summary>
    private static int Whole(decimal value) => value is > -10_000_000 and < 10_000_000 ? (int)Math.Round(value * 100, MidpointRounding.AwayFromZero) : -1;
}

public sealed class TierForm
{
    public required string Code { get; init; }
    public string NameNl { get; set; } = "";
    public string NameEn { get; set; } = "";
    public IReadOnlyList<TierWay> Ways { get; set; } = [];
    public long Threshold { get; set; }
    public long Retention { get; set; }
    public decimal Times { get; set; } = 1;
    public decimal ChequeTimes { get; set; } = 1;
    public string Colour { get; set; } = "";
    public List<BenefitForm> Benefits { get; init; } = [];

    public static TierForm From(Tier tier, int chequePercent) => new()
    {
        Code = tier.Code, NameNl = tier.NameNl, NameEn = tier.NameEn, Ways = tier.Ways, Threshold = tier.FirstGoal?.Reach ?? 0, Retention = tier.FirstGoal?.Keep ?? 0, Times = tier.PointsPercent / 100m,
        ChequeTimes = chequePercent / 100m, Colour = tier.Colour,
        Benefits = [.. tier.Benefits.Select(b => new BenefitForm { Kind = b.Kind, Value = b.Value, TextNl = b.TextNl, TextEn = b.TextEn })],
    };

    public Tier ToTier() => new(Code, NameNl.Trim(), NameEn.Trim(), Times is > -100_000 and < 100_000 ? (int)Math.Round(Times * 100) : -1, Colour,
        Threshold == 0 ? [] : Ways is [{ Goals: [var goal] }] ? [new([goal with { Reach = Threshold, Keep = Retention }])] : Ways.Count > 0 ? Ways : [new([new(TierMetric.Points, Threshold, Retention, TierWindow.RollingMonths(12))])],
        [.. Benefits.Select(b => new Benefit(b.Kind, b.HasValue ? b.Value : 0, b.Kind == BenefitKind.Text ? b.TextNl.Trim() : "", b.Kind == BenefitKind.Text ? b.TextEn.Trim() : ""))]);
}

public sealed class BenefitForm
{
    public BenefitKind Kind { get; set; }
    public int Value { get; set; }
    public string TextNl { get; set; } = "";
    public string TextEn { get; set; } = "";

    /// <summary>Whether the kind asks for a number.</summary>
    public bool HasValue => Kind is BenefitKind.Discount or BenefitKind.EarlySaleAccess;
}
