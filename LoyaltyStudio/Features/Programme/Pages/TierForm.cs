using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Pages;

/// <summary>A tier while somebody edits it.</summary>
public sealed class TierForm
{
    public required string Code { get; init; }
    public string NameNl { get; set; } = "";
    public string NameEn { get; set; } = "";
    public List<WayForm> Ways { get; set; } = [];
    public decimal Times { get; set; } = 1;
    public string Colour { get; set; } = "";
    public List<BenefitForm> Benefits { get; init; } = [];

    public static TierForm From(Tier tier) => new()
    {
        Code = tier.Code, NameNl = tier.NameNl, NameEn = tier.NameEn, Ways = [.. tier.Ways.Select(WayForm.From)], Times = tier.PointsPercent / 100m,
        Colour = tier.Colour, Benefits = [.. tier.Benefits.Select(BenefitForm.From)],
    };

    public Tier ToTier() => new(Code, NameNl.Trim(), NameEn.Trim(), Times is > -100_000 and < 100_000 ? (int)Math.Round(Times * 100) : -1, Colour,
        [.. Ways.Select(w => w.ToWay())], [.. Benefits.Select(b => b.ToBenefit())]);
}

/// <summary>One way to a tier while somebody edits it.</summary>
public sealed class WayForm
{
    public List<GoalForm> Goals { get; init; } = [];

    public static WayForm From(TierWay way) => new() { Goals = [.. way.Goals.Select(GoalForm.From)] };

    public TierWay ToWay() => new([.. Goals.Select(g => g.ToGoal())]);
}

/// <summary>One goal while somebody edits it; amounts are in whole euros and cents, points or purchases.</summary>
public sealed class GoalForm
{
    public TierMetric Metric { get; set; }
    public decimal Reach { get; set; }
    public decimal Keep { get; set; }
    public WindowKind Window { get; set; }
    public int Months { get; set; } = 12;
    public CalendarUnit Unit { get; set; } = CalendarUnit.Month;

    private int Scale => Metric == TierMetric.Spend ? 100 : 1;

    public static GoalForm From(TierGoal goal)
    {
        var form = new GoalForm { Metric = goal.Metric, Window = goal.Window.Kind, Months = goal.Window.Months, Unit = goal.Window.Unit };
        form.Reach = (decimal)goal.Reach / form.Scale;
        form.Keep = (decimal)goal.Keep / form.Scale;
        return form;
    }

    public TierGoal ToGoal() => new(Metric, Whole(Reach), Whole(Keep), new TierWindow(Window, Window == WindowKind.Rolling ? Months : 0, Window == WindowKind.Calendar ? Unit : CalendarUnit.Month));

    /// <summary>Whole points, cents or purchases; what does not fit becomes a number that the rules refuse.</summary>
    private long Whole(decimal value) => value is > -10_000_000_000 and < 10_000_000_000 ? (long)Math.Round(value * Scale, MidpointRounding.AwayFromZero) : -1;
}

/// <summary>A benefit while somebody edits it.</summary>
public sealed class BenefitForm
{
    public BenefitKind Kind { get; set; }
    public int Value { get; set; }
    public string TextNl { get; set; } = "";
    public string TextEn { get; set; } = "";

    /// <summary>The channels in which it holds; all of them is the same as none.</summary>
    public HashSet<string> Channels { get; init; } = [];

    /// <summary>Whether the kind asks for a number.</summary>
    public bool HasValue => Kind is BenefitKind.Discount or BenefitKind.EarlySaleAccess;

    public static BenefitForm From(Benefit benefit) => new()
    {
        Kind = benefit.Kind, Value = benefit.Value, TextNl = benefit.TextNl, TextEn = benefit.TextEn, Channels = [.. benefit.Channels.Count == 0 ? BenefitWords.Channels : benefit.Channels],
    };

    public Benefit ToBenefit() => new(Kind, HasValue ? Value : 0, Kind == BenefitKind.Text ? TextNl.Trim() : "", Kind == BenefitKind.Text ? TextEn.Trim() : "")
    {
        Channels = Channels.Count == BenefitWords.Channels.Count ? [] : [.. BenefitWords.Channels.Where(Channels.Contains)],
    };
}
