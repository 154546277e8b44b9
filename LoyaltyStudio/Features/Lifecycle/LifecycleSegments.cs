using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Lifecycle;

/// <summary>What segments may ask about states.</summary>
internal sealed class LifecycleSegments(IStringLocalizer<LifecycleFeature> texts) : ISegmentFields
{
    private const string Group = "State";

    public IEnumerable<SegmentField> Fields =>
    [
        new("state", Group, "State of the customer", SegmentKind.Choice, "member_state", "state", typeof(LifecycleFeature)) { Choices = StatesAsync },
        new("state.since", Group, "In this state since", SegmentKind.Date, "member_state", "since", typeof(LifecycleFeature)),
        new("state.rhythm", Group, "Usual days between purchases", SegmentKind.Number, "member_state", "CASE WHEN rhythm_days > 0 THEN rhythm_days END", typeof(LifecycleFeature)) { Unit = "days" },
        new("state.category", Group, "What was bought most of", SegmentKind.Choice, "member_state", "CASE WHEN category <> '' THEN category END", typeof(LifecycleFeature)) { Choices = CategoriesAsync },
    ];

    public IEnumerable<SegmentEvent> Events =>
    [
        new("state.changes", Group, "Went to another state", "state_change", "member_id", "\"on\"", typeof(LifecycleFeature))
        {
            Details =
            [
                new("to", Group, "To state", SegmentKind.Choice, "state_change", "to_state", typeof(LifecycleFeature)) { Choices = StatesAsync },
                new("from", Group, "From state", SegmentKind.Choice, "state_change", "from_state", typeof(LifecycleFeature)) { Choices = StatesAsync },
            ],
        },
    ];

    private Task<IReadOnlyList<SegmentChoice>> StatesAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SegmentChoice>>([.. StateWords.Order.Select(s => new SegmentChoice(s.ToString(), texts[StateWords.Name(s)]))]);

    private static async Task<IReadOnlyList<SegmentChoice>> CategoriesAsync(StudioDb db, DateOnly today, CancellationToken ct) =>
        [.. (await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(db.Set<Purchases.Model.Product>().Where(p => p.Category != "").Select(p => p.Category).Distinct().OrderBy(c => c), ct)).Select(c => new SegmentChoice(c, c))];
}
