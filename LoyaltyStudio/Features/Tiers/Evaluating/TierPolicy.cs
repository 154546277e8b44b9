using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>
/// Decides tiers (semantics 5): a reached goal raises at once or with the next period; a tier lasts to its last day; at the review it is kept with what keeping
/// asks, within the grace days also later, otherwise it drops. A tier that a person gave stands still until its last day. What is measured is net of
/// returns, on the purchases' own dates.
/// </summary>
public static class TierPolicy
{
    /// <summary>Everything that happens to a member up to and including a day: coming tiers and reviews in order of date, then what is reached on the day itself.</summary>
    /// <param name="memberSince">Day of enrolment, where a membership year begins.</param>
    public static IReadOnlyList<TierStep> Advance(TierStanding? now, ProgrammeTimeline timeline, TierMeasure measure, DateOnly memberSince, DateOnly asOf)
    {
        List<TierStep>? steps = null;
        while (Next(now, timeline, measure, memberSince, asOf) is { } step)
        {
            (steps ??= []).Add(step);
            now = step.To;
        }

        return steps ?? (IReadOnlyList<TierStep>)[];
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
    /// <param name="through">The last day that counts where that is later than <paramref name="on"/>: windows begin as on that day and end here (grace).</param>
    public static bool Fulfils(Tier tier, TierMeasure measure, DateOnly memberSince, DateOnly on, bool keeping, DateOnly? through = null)
    {
        foreach (var way in tier.Ways)
        {
            var all = true;
            foreach (var goal in way.Goals)
            {
                var (from, to) = Window(goal.Window, on, memberSince);
                all = all && measure(goal.Metric, from, through ?? to) >= (keeping ? goal.Keep : goal.Reach);
            }

            if (all)
            {
                return true;
            }
        }

        return tier.Ways.Count == 0;
    }

    /// <summary>The goals of the way that is fulfilled, or of the one that is nearest to it, measured.</summary>
    public static IReadOnlyList<MeasuredGoal> Measure(Tier tier, TierMeasure measure, DateOnly memberSince, DateOnly on, bool keeping, DateOnly? through = null) =>
        tier.Ways.Select(w => MeasureWay(w, measure, memberSince, on, keeping, through)).MaxBy(Nearness) ?? [];

    public static IReadOnlyList<MeasuredGoal> MeasureWay(TierWay way, TierMeasure measure, DateOnly memberSince, DateOnly on, bool keeping, DateOnly? through = null) =>
        [.. way.Goals.Select(g =>
        {
            var (from, to) = Window(g.Window, on, memberSince);
            return new MeasuredGoal(g.Metric, measure(g.Metric, from, through ?? to), keeping ? g.Keep : g.Reach, from, through ?? to);
        })];

    /// <summary>How far a way is: the share of its least fulfilled goal, 1 when all are.</summary>
    public static double Nearness(IReadOnlyList<MeasuredGoal> way) => way.Count == 0 ? 1 : way.Min(g => g.Asked <= 0 ? 1 : Math.Clamp((double)g.Value / g.Asked, 0, 1));

    /// <summary>The last day of a tier that is reached or kept on a day.</summary>
    public static DateOnly ValidUntil(TierRule rule, DateOnly from) => rule.Validity == TierValidity.NextPeriod
        ? BusinessCalendar.Ceiling(BusinessCalendar.Ceiling(from, rule.Unit).AddDays(1), rule.Unit)
        : BusinessCalendar.Ceiling(from.AddMonths(rule.ValidMonths), rule.Unit);

    private static TierStep? Next(TierStanding? now, ProgrammeTimeline timeline, TierMeasure measure, DateOnly memberSince, DateOnly asOf)
    {
        if (now?.ManualUntil >= asOf)
        {
            return null;
        }

        var review = now?.ValidUntil < asOf ? TierReview.Decide(now, timeline, measure, memberSince, asOf) : null;
        if (now?.ComingOn <= asOf && !(review?.On < now.ComingOn))
        {
            return Arrive(now, timeline, measure, memberSince);
        }

        return review ?? (timeline.On(asOf) is { } live ? Raise(now, live, measure, memberSince, asOf) : null);
    }

    /// <summary>On its first day a coming tier is looked at again, over the days that counted when it was reached.</summary>
    private static TierStep Arrive(TierStanding now, ProgrammeTimeline timeline, TierMeasure measure, DateOnly memberSince)
    {
        var on = now.ComingOn!.Value;
        var decided = now.ComingSince ?? on.AddDays(-1);
        var live = timeline.On(on) ?? timeline.Versions[0];
        var content = live.Content;
        var current = content.TierOf(now.Tier);
        var reached = Reached(content, measure, memberSince, decided);
        var target = content.Tiers[Math.Min(content.RankOf(reached.Code), content.RankOf(now.Coming))];
        if (content.RankOf(target.Code) > content.RankOf(current.Code))
        {
            var from = content.TierRule.Validity == TierValidity.NextPeriod ? decided : on;
            return new TierStep(current.Code, Standing(content, target, on, from), on, live, TierCauses.Upgrade, Measure(target, measure, memberSince, decided, keeping: false));
        }

        return new TierStep(current.Code, now with { Coming = null, ComingOn = null, ComingSince = null }, on, live, TierCauses.Cancelled,
            Measure(content.TierOf(now.Coming), measure, memberSince, decided, keeping: false));
    }

    private static TierStep? Raise(TierStanding? now, LiveProgramme live, TierMeasure measure, DateOnly memberSince, DateOnly on)
    {
        var content = live.Content;
        var current = content.TierOf(now?.Tier);
        var reached = Reached(content, measure, memberSince, on);
        var rank = content.RankOf(reached.Code);
        if (rank <= content.RankOf(current.Code))
        {
            return null;
        }

        var measured = () => Measure(reached, measure, memberSince, on, keeping: false);
        if (content.TierRule.Upgrade == TierUpgrade.AtOnce)
        {
            return new TierStep(current.Code, Standing(content, reached, on, on), on, live, TierCauses.Upgrade, measured());
        }

        if (now?.Coming is { } coming && rank <= content.RankOf(coming))
        {
            return null;
        }

        var standing = (now ?? new TierStanding(current.Code, on, null)) with
        {
            Coming = reached.Code,
            ComingOn = BusinessCalendar.Ceiling(on, content.TierRule.Unit).AddDays(1),
            ComingSince = on,
        };
        return new TierStep(current.Code, standing, on, live, TierCauses.Coming, measured());
    }

    internal static TierStanding Standing(ProgrammeContent content, Tier tier, DateOnly since, DateOnly from) =>
        new(tier.Code, since, tier.Ways.Count == 0 ? null : ValidUntil(content.TierRule, from));

    private static DateOnly MembershipYear(DateOnly on, DateOnly memberSince)
    {
        var years = on.Year - memberSince.Year;
        var day = memberSince.AddYears(years) > on ? memberSince.AddYears(years - 1) : memberSince.AddYears(years);
        return day;
    }
}
