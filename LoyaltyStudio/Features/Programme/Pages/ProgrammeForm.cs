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

    /// <summary>Cheque schemes; the first goes first where two take points on one day.</summary>
    public List<SchemeForm> Schemes { get; init; } = [];

    public static ProgrammeForm From(ProgrammeContent content)
    {
        var (earning, rule) = (content.Earning, content.TierRule);
        return new ProgrammeForm
        {
            EuroPerPoint = earning.CentsPerPoint / 100m, Stacking = earning.TierStacking, PendingDays = earning.PendingDays, ValidMonths = earning.ValidMonths,
            ValidUntilEndOf = earning.ValidUntilEndOf, Life = earning,
            Rules = [.. content.Rules.Select(RuleForm.From)],
            Tiers = [.. content.Tiers.Select(TierForm.From)],
            TierRule = rule,
            Schemes = [.. content.Schemes.Select(SchemeForm.From)],
        };
    }

    public ProgrammeContent ToContent() => new(
        Life with { CentsPerPoint = Whole(EuroPerPoint), TierStacking = Stacking, PendingDays = PendingDays, ValidMonths = ValidMonths, ValidUntilEndOf = ValidUntilEndOf },
        [.. Tiers.Select(t => t.ToTier())],
        TierRule,
        [.. SchemesNow()])
    {
        Rules = [.. Rules.Select(r => r.ToRule())],
    };

    /// <summary>The schemes, each with its code; those that are new get theirs from their name.</summary>
    private IEnumerable<ChequeScheme> SchemesNow()
    {
        var tiers = Tiers.ConvertAll(t => t.Code);
        var taken = Schemes.Select(s => s.Code).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var scheme in Schemes)
        {
            var code = scheme.Code ?? SchemeForm.CodeOf(scheme.NameEn.Trim().Length > 0 ? scheme.NameEn : scheme.NameNl, taken);
            taken.Add(code);
            yield return scheme.ToScheme(code, tiers);
        }
    }

    /// <summary>Codes stay what they are once the draft is saved, whatever becomes of the names.</summary>
    public void Settle()
    {
        foreach (var (form, scheme) in Schemes.Zip(SchemesNow().ToList()))
        {
            form.Code = scheme.Code;
        }
    }

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
    internal static int Whole(decimal value) => value is > -10_000_000 and < 10_000_000 ? (int)Math.Round(value * 100, MidpointRounding.AwayFromZero) : -1;
}
