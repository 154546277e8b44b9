using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Pages;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Tiers.Pages;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Dashboards.Explaining;

/// <summary>Puts the facts of a member into sentences, in the language of the moment.</summary>
internal sealed class Explainer(IStringLocalizer texts, IStringLocalizer pointTexts, IStringLocalizer programmeTexts, IStringLocalizer tierTexts, UiFormat format, string language)
{
    private readonly ProgrammeWords words = new(programmeTexts, format);
    private readonly TierWords tiers = new(tierTexts, format);

    internal ExplainedTopic Points(ExplainedMember facts)
    {
        var state = facts.State;
        List<string> summary = [texts["You can spend {0} today.", Number(state.Active)]];
        if (state.Pending > 0)
        {
            summary.Add(texts["Another {0} are on their way.", Number(state.Pending)]);
        }

        if (state.Debt > 0)
        {
            summary.Add(texts["{0} are settled with your next points, because points of something that came back were spent already.", Number(state.Debt)]);
        }

        // Why rules gave nothing is told for the latest purchase only: before that it is the same over and over.
        var latest = facts.Entries.ToList().FindIndex(e => e.Kind == EntryKind.Earn);
        List<ExplainedFact> because = [.. facts.Entries.Select((e, i) => Entry(e, facts.Timeline, withSilent: i == latest))];
        if (facts.Earlier != 0)
        {
            because.Add(new ExplainedFact(texts["Everything before that comes to {0}.", Number(facts.Earlier)], Points: facts.Earlier));
        }

        because.AddRange(LotPolicy.SpendingOrder(facts.Lots).GroupBy(l => (l.ActivatesOn > facts.Today ? l.ActivatesOn : (DateOnly?)null, l.ExpiresOn)).Take(12).Select(g => Lot(g.Key.Item1, g.Key.ExpiresOn, g.Sum(l => l.Remaining))));
        return new ExplainedTopic("points", texts["Your points"], string.Join(' ', summary), because);
    }

    internal IEnumerable<ExplainedTopic> Tier(ExplainedMember facts)
    {
        if (facts.Tier is not { } tier)
        {
            yield break;
        }

        var name = tier.Tier.Name(language);
        var version = facts.Timeline.On(facts.Today)?.Number;
        var summary = (tier.Since, tier.ValidUntil) switch
        {
            ({ } since, { } until) => texts["You are {0} since {1}, until {2}.", name, UiFormat.Date(since), UiFormat.Date(until)],
            ({ } since, null) => texts["You are {0} since {1}.", name, UiFormat.Date(since)],
            _ => texts["You are {0}, where everybody begins.", name],
        };
        List<ExplainedFact> because = [.. facts.Changes.Select(c => new ExplainedFact(What(c), c.On, Version: c.Version, Details: [tiers.Why(c)]))];
        if (tier.ToKeep.Count > 0 && tier.KeepUntil is { } keep)
        {
            because.Add(new ExplainedFact(tier.IsKept ? texts["Enough is done to stay {0} after {1}.", name, UiFormat.Date(tier.ValidUntil!.Value)] : texts["To stay {0}, this is needed until {1}.", name, UiFormat.Date(keep)],
                Version: version, Details: Ways(tier.ToKeep)));
        }

        if (tier.Next is { } next)
        {
            because.Add(new ExplainedFact(texts["This is needed to become {0}.", next.Name(language)], Version: version, Details: Ways(tier.ToNext)));
        }

        yield return new ExplainedTopic("tier", texts["Your tier"], summary, because);
        yield return Benefits(facts, tier, version);
    }

    internal ExplainedTopic Cheques(ExplainedMember facts)
    {
        var next = new NextCheques(texts, format, language, Number);
        var open = facts.Cheques.Where(c => c.State is ChequeState.Issued or ChequeState.PartlyRedeemed && c.ValidUntil >= facts.Today).ToList();
        var summary = open.Count == 0 ? texts["You have no open cheque."]
            : open.Count == 1 ? texts["You have a cheque with {0} left.", format.Money(open[0].FaceCents - open[0].RedeemedCents)]
            : texts["You have {0} cheques with {1} left together.", open.Count, format.Money(open.Sum(c => c.OpenCents))];
        List<ExplainedFact> because = [.. facts.Cheques.Select(Cheque)];
        foreach (var run in facts.LastRuns.Where(r => r.Line.Refusal.Length > 0).Reverse())
        {
            because.Insert(0, new ExplainedFact(texts["No cheque in {0}: {1}", facts.LastRuns.Count > 1 ? $"{run.Period} ({next.NameOf(run.Scheme)})" : run.Period, next.Why(run.Line.Refusal, run.Scheme)], run.CutOff, Version: run.Version,
                Details: [texts["{0} counted on {1}.", Number(run.Line.EligiblePoints), UiFormat.Date(run.CutOff)]]));
        }

        because.InsertRange(0, next.Say(facts));
        return new ExplainedTopic("cheques", texts["Your cheques"], summary, because);
    }

    private ExplainedFact Entry(LedgerEntry entry, ProgrammeTimeline timeline, bool withSilent)
    {
        var version = timeline.ById(entry.VersionId ?? 0);
        var account = EntryAccount.Of(entry.Basis, version?.Content);
        var said = account is null ? null : new RuleWords(programmeTexts, words, account.Content);
        return new ExplainedFact(EntryWords.Say(pointTexts, entry.Kind, entry.Reason), entry.BusinessDate, entry.Points, version?.Number,
            account is null ? null : [.. account.Parts.Select(p => $"{(p.Points > 0 ? "+" : "")}{UiFormat.Number(p.Points)} {PartName(account, said!, p, entry)}"),
                .. account.Silent.Where(s => withSilent && s.Obstacle is not null).Select(s => texts["Not: {0}, only when {1}.", said!.NameOf(s.Rule), said.Condition(s.Obstacle!)].Value)]);
    }

    private string PartName(EntryAccount account, RuleWords said, AccountPart part, LedgerEntry entry) => part.Id switch
    {
        EarningPlan.Base => texts["for every {0}", words.Euro(account.Content.Earning.CentsPerPoint)],
        EarningPlan.TierPart => texts["because of your tier then ({0})", said.Value(ConditionKind.Tier, EarningBasis.FromJson(entry.Basis!).Tier)],
        _ when part.Rule is { } rule => said.NameOf(rule),
        _ => part.Id,
    };

    private ExplainedFact Lot(DateOnly? from, DateOnly? until, long points) => new((from, until) switch
    {
        ({ } first, { } last) => texts["{0} can be spent from {1} to {2}.", Number(points), UiFormat.Date(first), UiFormat.Date(last)],
        ({ } first, null) => texts["{0} can be spent from {1}.", Number(points), UiFormat.Date(first)],
        (null, { } last) => texts["{0} can be spent until {1}.", Number(points), UiFormat.Date(last)],
        _ => texts["{0} can be spent without an end.", Number(points)],
    });

    private ExplainedTopic Benefits(ExplainedMember facts, TierState tier, int? version)
    {
        var name = tier.Tier.Name(language);
        List<ExplainedFact> because = [.. tier.Tier.Benefits.Select(b => new ExplainedFact(texts["{0}, because you are {1}.", BenefitWords.Say(b, language), name], Version: version))];
        because.AddRange(facts.Sales.Select(s => new ExplainedFact(texts["{0}: you may enter from {1}.", s.Name, format.Instant(s.EntersAt)], Version: version)));
        foreach (var above in facts.Timeline.On(facts.Today)?.Content.Tiers.Skip(facts.Timeline.On(facts.Today)!.Content.RankOf(tier.Tier.Code) + 1) ?? [])
        {
            because.AddRange(above.Benefits.Where(b => tier.Tier.Benefits.All(own => own.Kind != b.Kind || own.Value < b.Value))
                .Select(b => new ExplainedFact(texts["Not “{0}”: that comes with {1}.", BenefitWords.Say(b, language), above.Name(language)], Version: version)));
        }

        return new ExplainedTopic("benefits", texts["Your benefits"], tier.Tier.Benefits.Count == 0 ? texts["{0} gives points and cheques, and no other benefits.", name] : texts["{0} gives you {1} benefits.", name, tier.Tier.Benefits.Count], because);
    }

    private string What(TierChangeRow change) => change switch
    {
        { Coming: { } coming } => texts["{0} is reached and comes later.", coming.Name(language)],
        { From.Code: var from, To.Code: var to } when from == to => texts["You stay {0}.", change.To.Name(language)],
        _ => texts["From {0} to {1}.", change.From.Name(language), change.To.Name(language)],
    };

    private ExplainedFact Cheque(Cheque cheque) => new(cheque.State switch
    {
        ChequeState.Redeemed => texts["A cheque of {0} ({1}) is spent.", format.Money(cheque.FaceCents), cheque.LastFour],
        ChequeState.Expired => texts["A cheque of {0} ({1}) was not spent in time; its last day was {2}.", format.Money(cheque.FaceCents), cheque.LastFour, UiFormat.Date(cheque.ValidUntil)],
        ChequeState.Revoked => texts["A cheque of {0} ({1}) was withdrawn.", format.Money(cheque.FaceCents), cheque.LastFour],
        _ => texts["A cheque of {0} ({1}), {2} left, to spend until {3}.", format.Money(cheque.FaceCents), cheque.LastFour, format.Money(cheque.OpenCents), UiFormat.Date(cheque.ValidUntil)],
    }, cheque.IssuedOn, -cheque.PointsUsed);

    private IReadOnlyList<string> Ways(IReadOnlyList<TierWayNow> ways) => [.. ways.Select(w => string.Join(programmeTexts[" and "], w.Goals.Select(g => texts["{0} of {1}, {2}", tiers.Amount(g.Metric, g.Have), tiers.Amount(g.Metric, g.Asked), tiers.Over(g)].Value)))];

    private string Number(long points) => points == 1 ? texts["1 point"] : texts["{0} points", UiFormat.Number(points)];
}
