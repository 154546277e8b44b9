using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>What a member's tier will be after the next review, by two plain assumptions. No forecast of behaviour, only the rules carried on.</summary>
/// <param name="On">The day after which is looked: that of the next review with its grace days, or of a coming tier.</param>
/// <param name="IfNothing">The tier where nothing more is bought.</param>
/// <param name="AtPace">The tier where the member goes on as in the last six months.</param>
public sealed record TierOutlook(DateOnly On, Tier IfNothing, Tier AtPace)
{
    /// <summary>Months of the past that make the pace.</summary>
    public const int PaceMonths = 6;

    /// <summary>
    /// Carries a standing on to the day after its last one (for the lowest tier: as long as a tier lasts, from today). At the pace means: for every day after
    /// today, what a day of the last six months brought on average: measure(today − 6 months + 1 … today) ÷ days of that window, times the days after
    /// today that a goal's window holds, rounded down.
    /// </summary>
    public static TierOutlook Of(TierStanding? now, ProgrammeTimeline timeline, TierMeasure measure, DateOnly memberSince, DateOnly today)
    {
        var rule = (timeline.On(today) ?? timeline.Versions[0]).Content.TierRule;
        var last = now?.ValidUntil is { } until && until >= today ? until : now?.ValidUntil is { } over && over.AddDays(rule.GraceDays) >= today ? over : TierPolicy.ValidUntil(rule, today);
        var on = last.AddDays(1 + rule.GraceDays);
        var from = today.AddMonths(-PaceMonths).AddDays(1);
        var days = today.DayNumber - from.DayNumber + 1;
        Tier After(TierMeasure assumed)
        {
            var steps = TierPolicy.Advance(now, timeline, assumed, memberSince, on);
            var code = steps.Count == 0 ? now?.Tier : steps[^1].To.Tier;
            return (timeline.On(on) ?? timeline.Versions[^1]).Content.TierOf(code);
        }

        return new TierOutlook(on, After(measure), After((metric, begin, end) =>
        {
            var ahead = Math.Max(0, end.DayNumber - Math.Max(begin.DayNumber - 1, today.DayNumber));
            return measure(metric, begin, end) + (Math.Max(0, measure(metric, from, today)) * ahead / days);
        }));
    }
}
