using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Dashboards.Explaining;

/// <summary>What is bought in the period of a scheme so far, cents.</summary>
internal sealed record SchemeSeen(ChequeScheme Scheme, DateOnly CutOff, long TurnoverCents);

/// <summary>Says per scheme what the next cheque will be as things stand, and why the last issue gave none.</summary>
internal sealed class NextCheques(IStringLocalizer texts, UiFormat format, string language, Func<long, string> number)
{
    /// <summary>In the order of the programme: points that the first takes are gone for the next.</summary>
    internal IEnumerable<ExplainedFact> Say(ExplainedMember facts)
    {
        if (facts.Timeline.On(facts.Today) is not { } live)
        {
            yield break;
        }

        var tier = live.Content.TierOf(facts.Tier?.Tier.Code).Code;
        long taken = facts.State.Held;
        foreach (var seen in facts.Schemes)
        {
            var (scheme, name) = (seen.Scheme, NameOf(seen.Scheme));
            var excluded = LinePolicy.Excluded(facts.Member.Status == Members.Model.MemberStatus.Active, LinePolicy.TakesPart(scheme, tier), LinePolicy.TakesPartStore(scheme, facts.Store),
                LinePolicy.LongEnough(scheme, facts.Member.EnrolledOn, seen.CutOff));
            if (excluded.Length > 0)
            {
                yield return new ExplainedFact(texts["{0}: not for you, because {1}", name, Why(excluded, scheme)], Version: live.Number);
                continue;
            }

            var active = facts.Lots.Where(l => l.ActivatesOn <= seen.CutOff && (l.ExpiresOn is not { } end || end > seen.CutOff)).Sum(l => l.Remaining);
            var points = new MemberPoints(active, 0, facts.State.Debt, taken);
            var (value, _) = LinePolicy.Decide(scheme, scheme.PercentOf(tier), scheme.BandOf(seen.TurnoverCents), points);
            taken += value.PointsUsed;
            yield return new ExplainedFact(value.ValueCents > 0
                    ? texts["{0}: as things stand you get {1} after {2}.", name, format.Money(value.ValueCents), UiFormat.Date(seen.CutOff)]
                    : texts["{0}: {1} count on {2}, too few for the smallest cheque of {3}.", name, number(points.Eligible), UiFormat.Date(seen.CutOff), format.Money(scheme.MinimumCents)],
                Version: live.Number, Details: [.. Details(seen, live.Content, tier, points.Eligible, value)]);
        }
    }

    private IEnumerable<string> Details(SchemeSeen seen, ProgrammeContent content, string tier, long eligible, ChequeValue value)
    {
        if (value.ValueCents > 0)
        {
            yield return texts["{0} count; {1} of them become the cheque, {2} stay.", number(eligible), number(value.PointsUsed), number(eligible - value.PointsUsed)];
        }

        if (seen.Scheme.PercentOf(tier) is not 100 and var percent)
        {
            yield return texts["As {0} your points are worth {1} times as much.", content.TierOf(tier).Name(language), (percent / 100m).ToString("0.##", System.Globalization.CultureInfo.CurrentCulture)];
        }

        if (seen.Scheme.BandOf(seen.TurnoverCents) is not 100 and var band)
        {
            yield return texts["Because you bought for {0} in this period they are worth {1} times as much.", format.Money(seen.TurnoverCents), (band / 100m).ToString("0.##", System.Globalization.CultureInfo.CurrentCulture)];
        }
    }

    internal string NameOf(ChequeScheme scheme) => scheme.Name(language) is { Length: > 0 } name ? name : texts["Reward cheque"];

    /// <summary>Why a run gave no cheque, as one says it to the member.</summary>
    internal string Why(string reason, ChequeScheme scheme) => reason switch
    {
        Refusals.Debt => texts["the points went to settle what came back after it was spent."],
        Refusals.NotActive or Refusals.Withheld => texts["the membership had ended."],
        Refusals.Tier => texts["it is for another tier."],
        Refusals.Store => texts["it is for customers of another store."],
        Refusals.TooNew => texts["it is for those who are a member for {0} days.", scheme.MemberDays],
        Refusals.Pending => texts["part of the points still had to wait; they count for the next time."],
        Refusals.OtherScheme => texts["the points went into another cheque."],
        _ => texts["the points were too few for the smallest cheque of {0}; they stay for the next time.", format.Money(scheme.MinimumCents)],
    };
}
