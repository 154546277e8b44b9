using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>
/// How points become cheques (semantics 7). A programme has one scheme or several side by side: a cheque every quarter for everybody and one a year for
/// gold, say. They draw on the same points; where two fall on the same day, the one that stands first in the programme goes first.
/// </summary>
/// <param name="Period">How often: month, quarter, half-year or year.</param>
/// <param name="PointsPerStep">Points that one step of the value costs; with <paramref name="StepCents"/> this is the value per point.</param>
/// <param name="StepCents">Cheques come in multiples of this.</param>
/// <param name="MinimumCents">Below this nobody gets a cheque, the points carry over.</param>
/// <param name="MaximumCents">No member gets more than this in one run.</param>
/// <param name="ValidMonths">Months that a cheque can be spent, to the end of the month.</param>
/// <param name="TierPercents">Multiplier of the value by tier code; 100 where a tier is not named.</param>
public sealed record ChequeScheme(CalendarUnit Period, int PointsPerStep, int StepCents, int MinimumCents, int MaximumCents, int ValidMonths, IReadOnlyList<TierPercent> TierPercents)
{
    /// <summary>Code of the first scheme of a programme, which also says what a point is worth elsewhere.</summary>
    public const string Main = "main";

    /// <summary>Lower-case letters, digits and dashes; the same scheme keeps its code from version to version, so that a period is issued once.</summary>
    public string Code { get; init; } = Main;

    /// <summary>As members read it; empty: simply a reward cheque.</summary>
    public string NameNl { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>Days between the end of the period and the cut-off, so that points still waiting then can come along.</summary>
    public int CutOffDays { get; init; }

    /// <summary>Multiplier of the value by what the member bought in the period, the lowest band first; none: turnover does not matter.</summary>
    public IReadOnlyList<TurnoverBand> Bands { get; init; } = [];

    /// <summary>Codes of the tiers that take part; empty: all.</summary>
    public IReadOnlyList<string> OnlyTiers { get; init; } = [];

    /// <summary>Codes of the home stores whose members take part; empty: all, also members without a home store.</summary>
    public IReadOnlyList<string> OnlyStores { get; init; } = [];

    /// <summary>Days that somebody must be a member at the cut-off.</summary>
    public int MemberDays { get; init; }

    /// <summary>Days before the last day on which a member is reminded of a cheque with something left.</summary>
    public IReadOnlyList<int> RemindDays { get; init; } = [14];

    /// <summary>Days that a cheque is good for at least, from the day on which a purchase paid with it came back and it had ended meanwhile.</summary>
    public int RestoredDays { get; init; } = UsualRestoredDays;

    public const int UsualRestoredDays = 30;

    public string Name(string language) => language == "nl" ? NameNl : NameEn;

    public int PercentOf(string? tier) => TierPercents.FirstOrDefault(t => t.Tier == tier)?.Percent ?? 100;

    /// <summary>The multiplier of a turnover in percent; 100 below the first band.</summary>
    public int BandOf(long turnoverCents) => Bands.LastOrDefault(b => b.FromCents <= turnoverCents)?.Percent ?? 100;

    /// <summary>The last day whose points count, of the period that ends on a day.</summary>
    public DateOnly CutOffOf(DateOnly periodEnd) => periodEnd.AddDays(CutOffDays);
}

public sealed record TierPercent(string Tier, int Percent);

/// <param name="FromCents">Purchases less returns in the period, from this amount on.</param>
/// <param name="Percent">100 leaves the value as it is.</param>
public sealed record TurnoverBand(long FromCents, int Percent);
