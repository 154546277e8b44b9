using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>Where a member stands: tier, since when, and the last day of it (null for the lowest).</summary>
public sealed record TierStanding(string Tier, DateOnly Since, DateOnly? ValidUntil);

/// <summary>One decision: the new standing and why, in words.</summary>
public sealed record TierStep(string FromTier, TierStanding To, DateOnly On, long Metric, LiveProgramme Programme, string Cause, string Reason);

/// <summary>
/// Decides tiers (semantics 5): a reached threshold raises at once; a tier lasts to its last day; at the review it is kept with the retention threshold,
/// otherwise it drops. The metric is points earned in a rolling window, net of returns, on the purchases' own dates.
/// </summary>
public static class TierPolicy
{
    /// <summary>
    /// Everything that happens to a member up to and including a day: reviews in order of date, then an upgrade on the day itself.
    /// </summary>
    /// <param name="metric">Points earned from the first day to the second, both included.</param>
    public static IReadOnlyList<TierStep> Advance(TierStanding? now, ProgrammeTimeline timeline, Func<DateOnly, DateOnly, long> metric, DateOnly asOf)
    {
        var steps = new List<TierStep>();
        while (now?.ValidUntil is { } until && until < asOf && timeline.On(until.AddDays(1)) is { } programme)
        {
            var step = Review(now, programme, metric, until);
            steps.Add(step);
            now = step.To;
        }

        if (timeline.On(asOf) is { } live && Upgrade(now, live, metric, asOf) is { } up)
        {
            steps.Add(up);
        }

        return steps;
    }

    /// <summary>The first and the last day of the window that ends on a day.</summary>
    public static (DateOnly From, DateOnly To) Window(TierRule rule, DateOnly on) => (on.AddMonths(-rule.WindowMonths).AddDays(1), on);

    /// <summary>The highest tier that the metric reaches.</summary>
    public static Tier Reached(ProgrammeContent content, long metric) => content.Tiers.Last(t => t.Threshold <= Math.Max(0, metric));

    private static TierStep? Upgrade(TierStanding? now, LiveProgramme live, Func<DateOnly, DateOnly, long> metric, DateOnly on)
    {
        var content = live.Content;
        var current = content.TierOf(now?.Tier);
        var (from, to) = Window(content.TierRule, on);
        var earned = metric(from, to);
        var reached = Reached(content, earned);
        if (reached.Threshold <= current.Threshold)
        {
            return null;
        }

        return new TierStep(current.Code, Standing(content, reached, on, on), on, earned, live, "upgrade",
            $"Earned {earned} points from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}; {reached.NameEn} asks {reached.Threshold}.");
    }

    private static TierStep Review(TierStanding now, LiveProgramme live, Func<DateOnly, DateOnly, long> metric, DateOnly until)
    {
        var content = live.Content;
        var current = content.TierOf(now.Tier);
        var (from, to) = Window(content.TierRule, until);
        var earned = metric(from, to);
        var on = until.AddDays(1);
        if (earned >= current.Retention && Reached(content, earned).Threshold <= current.Threshold)
        {
            return new TierStep(current.Code, Standing(content, current, now.Since, until), on, earned, live, "kept",
                $"Earned {earned} points from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}; keeping {current.NameEn} asks {current.Retention}.");
        }

        var index = content.Tiers.ToList().IndexOf(current);
        var reached = Reached(content, earned);
        var below = content.Tiers[Math.Max(0, index - 1)];
        var target = content.TierRule.Drop == TierDrop.OneStep && reached.Threshold < below.Threshold ? below : reached;
        return new TierStep(current.Code, Standing(content, target, on, until), on, earned, live, target.Threshold > current.Threshold ? "upgrade" : "drop",
            $"Earned {earned} points from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}; keeping {current.NameEn} asks {current.Retention}.");
    }

    private static TierStanding Standing(ProgrammeContent content, Tier tier, DateOnly since, DateOnly from) => new(tier.Code, since,
        tier.Threshold == 0 ? null : BusinessCalendar.Ceiling(from.AddMonths(content.TierRule.ValidMonths), content.TierRule.ValidUntilEndOf));
}
