using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>What becomes of a tier after its last day (semantics 5).</summary>
internal static class TierReview
{
    /// <summary>Null while the grace days run and what is missing may still come.</summary>
    internal static TierStep? Decide(TierStanding now, ProgrammeTimeline timeline, TierMeasure measure, DateOnly memberSince, DateOnly asOf)
    {
        var until = now.ValidUntil!.Value;
        if (timeline.On(until.AddDays(1)) is not { } live)
        {
            return null;
        }

        var content = live.Content;
        var current = content.TierOf(now.Tier);
        var reached = TierPolicy.Reached(content, measure, memberSince, until);
        if (content.RankOf(reached.Code) > content.RankOf(current.Code) && content.TierRule.Upgrade == TierUpgrade.AtOnce)
        {
            return Step(current, reached, until.AddDays(1), until, TierCauses.Upgrade, TierPolicy.Measure(reached, measure, memberSince, until, keeping: false));
        }

        if (KeptOn(current, content.TierRule, measure, memberSince, until, asOf) is { } kept)
        {
            var measured = TierPolicy.Measure(current, measure, memberSince, until, keeping: true, through: kept == until.AddDays(1) && IsKept(current, measure, memberSince, until, until) ? null : kept);
            var standing = TierPolicy.Standing(content, current, now.Since, until) with { Coming = now.Coming, ComingOn = now.ComingOn, ComingSince = now.ComingSince };
            return new TierStep(current.Code, standing, kept, live, TierCauses.Kept, measured);
        }

        var last = until.AddDays(content.TierRule.GraceDays);
        return asOf <= last ? null : Drop(now, live, current, measure, memberSince, until, last);

        TierStep Step(Tier from, Tier to, DateOnly on, DateOnly validFrom, string cause, IReadOnlyList<MeasuredGoal> measured) =>
            new(from.Code, TierPolicy.Standing(content, to, on, validFrom), on, live, cause, measured);
    }

    /// <summary>The day on which it is certain that the tier stays: the day after the last one, or a grace day on which what was missing came in.</summary>
    private static DateOnly? KeptOn(Tier tier, TierRule rule, TierMeasure measure, DateOnly memberSince, DateOnly until, DateOnly asOf)
    {
        if (IsKept(tier, measure, memberSince, until, until))
        {
            return until.AddDays(1);
        }

        for (var day = until.AddDays(1); day <= asOf && day <= until.AddDays(rule.GraceDays); day = day.AddDays(1))
        {
            if (IsKept(tier, measure, memberSince, until, day))
            {
                return day;
            }
        }

        return null;
    }

    private static bool IsKept(Tier tier, TierMeasure measure, DateOnly memberSince, DateOnly until, DateOnly through) =>
        TierPolicy.Fulfils(tier, measure, memberSince, until, keeping: true, through);

    private static TierStep Drop(TierStanding now, LiveProgramme live, Tier current, TierMeasure measure, DateOnly memberSince, DateOnly until, DateOnly last)
    {
        var content = live.Content;
        var rank = content.RankOf(current.Code);
        var reached = TierPolicy.Reached(content, measure, memberSince, last);
        var below = content.Tiers[Math.Max(0, rank - 1)];

        // What is reached above comes by the way of upgrades; a drop goes down.
        var earned = content.Tiers[Math.Min(content.RankOf(reached.Code), Math.Max(0, rank - 1))];
        var target = content.TierRule.Drop == TierDrop.OneStep ? below : earned;
        var standing = TierPolicy.Standing(content, target, last.AddDays(1), last);
        if (content.RankOf(now.Coming) > content.RankOf(target.Code))
        {
            standing = standing with { Coming = now.Coming, ComingOn = now.ComingOn, ComingSince = now.ComingSince };
        }

        return new TierStep(current.Code, standing, last.AddDays(1), live, TierCauses.Drop, TierPolicy.Measure(current, measure, memberSince, until, keeping: true, through: last));
    }
}
