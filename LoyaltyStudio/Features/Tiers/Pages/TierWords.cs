using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Tiers.Pages;

/// <summary>Says in the reader's language what goals ask and why a tier changed, whatever is measured.</summary>
internal sealed class TierWords(IStringLocalizer texts, UiFormat format)
{
    private static string Language => StudioLanguages.Current;

    internal string Amount(TierMetric metric, long value) => metric switch
    {
        TierMetric.Points => value == 1 ? texts["1 point"] : texts["{0} points", UiFormat.Number(value)],
        TierMetric.Spend => value % 100 == 0 ? format.WholeMoney(value) : format.Money(value),
        TierMetric.Visits => value == 1 ? texts["1 purchase"] : texts["{0} purchases", UiFormat.Number(value)],
    };

    /// <summary>What a way still lacks.</summary>
    internal string Missing(TierWayNow way) => string.Join(texts[" and "], way.Goals.Where(g => g.Missing > 0).Select(g => Amount(g.Metric, g.Missing)));

    internal string MissingOf(IReadOnlyList<TierWayNow> ways) => string.Join(texts[", or "], ways.Select(Missing));

    internal string Name(TierMetric metric) => metric switch
    {
        TierMetric.Points => texts["Points earned"],
        TierMetric.Spend => texts["Spent"],
        TierMetric.Visits => texts["Purchases"],
    };

    /// <summary>The time over which a goal counts.</summary>
    internal string Over(TierGoalNow goal) => goal switch
    {
        { Window.Kind: WindowKind.Lifetime } => texts["since the beginning"],
        { Until: { } until } => texts["from {0} until {1}", UiFormat.Date(goal.From), UiFormat.Date(until)],
        _ => texts["since {0}", UiFormat.Date(goal.From)],
    };

    internal string Why(TierChangeRow change) => change.Cause switch
    {
        TierCauses.Manual => texts["Given by {0}: {1}", Person(change.Author), change.Said],
        TierCauses.ManualEnd => texts["{0} ended the tier that was given.", Person(change.Author)],
        TierCauses.Coming => texts["{0} {1} begins on {2}.", Measured(change, texts["to reach it"]), change.Coming?.Name(Language) ?? "", UiFormat.Date(change.ComingOn ?? change.On)],
        TierCauses.Cancelled => texts["{0} The higher tier does not begin: purchases came back.", Measured(change, texts["to reach it"])],
        TierCauses.Upgrade => Measured(change, texts["to reach {0}", change.To.Name(Language)]),
        _ => Measured(change, texts["to stay {0}", change.From.Name(Language)]),
    };

    private string Measured(TierChangeRow change, string what) => string.Join(" ", change.Measured.Select(g => g.From == DateOnly.MinValue
        ? texts["{0} in all; {1} asks {2}.", Amount(g.Metric, g.Value), what, Amount(g.Metric, g.Asked)].Value
        : texts["{0} from {1} to {2}; {3} asks {4}.", Amount(g.Metric, g.Value), UiFormat.Date(g.From), UiFormat.Date(g.To), what, Amount(g.Metric, g.Asked)].Value));

    private static string Person(string? stamp) => stamp?.Split(' ', 3) is [_, _, var name] ? name : stamp ?? "";
}
