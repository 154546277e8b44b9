using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>Where a member stands: tier, since when, and the last day of it (null for the lowest).</summary>
public sealed record TierStanding(string Tier, DateOnly Since, DateOnly? ValidUntil);

/// <summary>One decision: the new standing and why, in words.</summary>
public sealed record TierStep(string FromTier, TierStanding To, DateOnly On, long Metric, LiveProgramme Programme, string Cause, string Reason);

/// <summary>What a member did from one day to another, both included: points earned, cents spent or visits, net of returns.</summary>
public delegate long TierMeasure(TierMetric metric, DateOnly from, DateOnly to);

/// <summary>
/// Decides tiers (semantics 5): a reached goal raises at once; a tier lasts to its last day; at the review it is kept with what keeping asks, otherwise it
/// drops. What is measured is net of returns, on the purchases' own dates.
/// </summary>
public static class TierPolicy
{
    /// <summary>Everything that happens to a member up to and including a day: reviews in order of date, then an upgrade on the day itself.</summary>
    /// <param name="memberSince">Day of enrolment, where a membership year begins.</param>
    public static IReadOnlyList<TierStep> Advance(TierStanding? now, ProgrammeTimeline timeline, TierMeasure measure, DateOnly memberSince, DateOnly asOf)
    {
        var steps = new List<TierStep>();
        while (now?.ValidUntil is { } until && until < asOf && timeline.On(until.AddDays(1)) is { } programme)
        {
            var step = Review(now, programme, measure, memberSince, until);
            steps.Add(step);
            now = step.To;
        }

        if (timeline.On(asOf) is { } live && Upgrade(now, live, measure, memberSince, asOf) is { } up)
        {
            steps.Add(up);
        }

        return steps;
    }

    /// <summary>The first and the last day over which a goal counts when it is looked at on a day.</summary>
    public static (DateOnly From, DateOnly To) Window(TierWindow window, DateOnly on, DateOnly memberSince) => window.Kind switch
    {
        WindowKind.Rolling => (on.AddMonths(-window.Months).AddDays(1), on),
        WindowKind.Calendar => (BusinessCalendar.Floor(on, window.Unit), on),
        WindowKind.MembershipYear => (MembershipYear(on, memberSince), on),
        WindowKind.Lifetime => (DateOnly.MinValue, on),
    };

    /// <summary>The highest tier of which a way is fulfilled on a day.</summary>
    public static Tier Reached(ProgrammeContent content, TierMeasure measure, DateOnly memberSince, DateOnly on)
    {
        for (var i = content.Tiers.Count - 1; i > 0; i--)
        {
            if (Fulfils(content.Tiers[i], measure, memberSince, on, keeping: false))
            {
                return content.Tiers[i];
            }
        }

        return content.Tiers[0];
    }

    /// <summary>Whether one of the ways to a tier is fulfilled; with <paramref name="keeping"/> for staying in it.</summary>
    public static bool Fulfils(Tier tier, TierMeasure measure, DateOnly memberSince, DateOnly on, bool keeping)
    {
        foreach (var way in tier.Ways)
        {
            var all = true;
            foreach (var goal in way.Goals)
            {
                var (from, to) = Window(goal.Window, on, memberSince);
                all = all && measure(goal.Metric, from, to) >= (keeping ? goal.Keep : goal.Reach);
            }

            if (all)
            {
                return true;
            }
        }

        return tier.Ways.Count == 0;
    }

    private static TierStep? Upgrade(TierStanding? now, LiveProgramme live, TierMeasure measure, DateOnly memberSince, DateOnly on)
    {
        var content = live.Content;
        var current = content.TierOf(now?.Tier);
        var reached = Reached(content, measure, memberSince, on);
        return content.RankOf(reached.Code) <= content.RankOf(current.Code) ? null
            : Step(current, Standing(content, reached, on, on), on, live, "upgrade", First(reached, measure, memberSince, on));
    }

    private static TierStep Review(TierStanding now, LiveProgramme live, TierMeasure measure, DateOnly memberSince, DateOnly until)
    {
        var content = live.Content;
        var current = content.TierOf(now.Tier);
        var on = until.AddDays(1);
        var measured = First(current, measure, memberSince, until);
        var (rank, reached) = (content.RankOf(current.Code), Reached(content, measure, memberSince, until));
        if (content.RankOf(reached.Code) <= rank && Fulfils(current, measure, memberSince, until, keeping: true))
        {
            return Step(current, Standing(content, current, now.Since, until), on, live, "kept", measured);
        }

        var below = content.Tiers[Math.Max(0, rank - 1)];
        var target = content.TierRule.Drop == TierDrop.OneStep && content.RankOf(reached.Code) < content.RankOf(below.Code) ? below : reached;
        return Step(current, Standing(content, target, on, until), on, live, content.RankOf(target.Code) > rank ? "upgrade" : "drop", measured);
    }

    private static TierStep Step(Tier from, TierStanding to, DateOnly on, LiveProgramme live, string cause, (TierGoal? Goal, long Value, DateOnly From, DateOnly To) measured)
    {
        var asked = cause == "upgrade" ? measured.Goal?.Reach : measured.Goal?.Keep;
        return new TierStep(from.Code, to, on, measured.Value, live, cause, $"{measured.Goal?.Metric} {measured.Value} from {measured.From:yyyy-MM-dd} to {measured.To:yyyy-MM-dd}; asked {asked}.");
    }

    /// <summary>The first goal of a tier, measured: what a change is explained by.</summary>
    private static (TierGoal? Goal, long Value, DateOnly From, DateOnly To) First(Tier tier, TierMeasure measure, DateOnly memberSince, DateOnly on)
    {
        if (tier.Ways.Count == 0)
        {
            return (null, 0, on, on);
        }

        var goal = tier.Ways[0].Goals[0];
        var (from, to) = Window(goal.Window, on, memberSince);
        return (goal, measure(goal.Metric, from, to), from, to);
    }

    private static TierStanding Standing(ProgrammeContent content, Tier tier, DateOnly since, DateOnly from) => new(tier.Code, since, tier.Ways.Count == 0 ? null : ValidUntil(content.TierRule, from));

    /// <summary>The last day of a tier that is reached or kept on a day.</summary>
    public static DateOnly ValidUntil(TierRule rule, DateOnly from) => rule.Validity == TierValidity.NextPeriod
        ? BusinessCalendar.Ceiling(BusinessCalendar.Ceiling(from, rule.Unit).AddDays(1), rule.Unit)
        : BusinessCalendar.Ceiling(from.AddMonths(rule.ValidMonths), rule.Unit);

    private static DateOnly MembershipYear(DateOnly on, DateOnly memberSince)
    {
        var years = on.Year - memberSince.Year;
        return memberSince.AddYears(years) > on ? memberSince.AddYears(years - 1) : memberSince.AddYears(years);
    }
}
