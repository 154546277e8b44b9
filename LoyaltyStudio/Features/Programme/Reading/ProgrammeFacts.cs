using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>One thing that a programme says. Key tells the same thing in another version; Label and Value are for people.</summary>
public sealed record ProgrammeFact(string Key, string Label, string Value);

/// <summary>One thing that differs; null where one of the versions does not have it.</summary>
public sealed record ProgrammeChange(string Label, string? Before, string? After);

/// <summary>Takes a programme apart into facts, for reading and for comparing versions.</summary>
/// <param name="labels">What people call the codes that rules name; null for the codes themselves.</param>
public sealed class ProgrammeFacts(IStringLocalizer texts, ProgrammeWords words, Func<ConditionKind, string, string?>? labels = null)
{
    private const string Arrow = " → ";
    private readonly SchemeFacts schemes = new(texts, words, labels);

    /// <summary>What changes when <paramref name="after"/> takes the place of <paramref name="before"/>, in the order of reading.</summary>
    public IReadOnlyList<ProgrammeChange> Compare(ProgrammeContent before, ProgrammeContent after)
    {
        var both = before.Schemes.Select(s => s.Code).Intersect(after.Schemes.Select(s => s.Code)).ToList();
        var old = Of(before, both).ToDictionary(f => f.Key);
        var now = Of(after, both).Where(f => !SameOrder(f, old)).ToList();
        var kept = now.Select(f => f.Key).ToHashSet();
        return
        [
            .. now.Where(f => !old.TryGetValue(f.Key, out var o) || o.Value != f.Value)
                .Select(f => new ProgrammeChange(f.Label, old.GetValueOrDefault(f.Key)?.Value, f.Value)),
            .. old.Values.Where(f => !kept.Contains(f.Key) && !f.Key.EndsWith(".order", StringComparison.Ordinal)).Select(f => new ProgrammeChange(f.Label, f.Value, null)),
        ];
    }

    /// <summary>An order is news only where two that stand in both changed places.</summary>
    private static bool SameOrder(ProgrammeFact now, Dictionary<string, ProgrammeFact> old)
    {
        if (!now.Key.EndsWith(".order", StringComparison.Ordinal) || !old.Remove(now.Key, out var before))
        {
            return now.Key.EndsWith(".order", StringComparison.Ordinal);
        }

        var (was, becomes) = (before.Value.Split(Arrow), now.Value.Split(Arrow));
        var same = was.Where(becomes.Contains).SequenceEqual(becomes.Where(was.Contains));
        if (!same)
        {
            old[now.Key] = before;
        }

        return same;
    }

    /// <param name="both">Schemes that stand in both versions: these are taken apart, others told as a whole.</param>
    private IEnumerable<ProgrammeFact> Of(ProgrammeContent content, IReadOnlyList<string> both) => [.. Tiers(content), .. Earning(content.Earning), .. Rules(content), .. schemes.Of(content, both)];

    /// <summary>The earning rules, one plain sentence each.</summary>
    public IEnumerable<string> EarningSentences(ProgrammeContent content)
    {
        var rule = content.Earning;
        yield return texts["1 point for every {0}.", words.Euro(rule.CentsPerPoint)];
        foreach (var tier in content.Tiers.Where(t => t.PointsPercent != 100))
        {
            yield return texts["{0} gets {1} times the points.", tier.Name(StudioLanguages.Current), ProgrammeWords.Times(tier.PointsPercent)];
        }

        yield return rule.PendingDays == 0 ? texts["Points can be spent at once."] : texts["Points can be spent {0} days after the purchase.", rule.PendingDays];
        yield return rule.Expiry switch
        {
            ExpiryKind.Fixed => texts["Points stay valid for {0}, {1}.", words.Months(rule.ValidMonths), words.EndOf(rule.ValidUntilEndOf)],
            ExpiryKind.Never => texts["Points never expire."],
            ExpiryKind.Inactivity => texts["Points expire {0} after the last activity, {1}.", words.Months(rule.ValidMonths), words.EndOf(rule.ValidUntilEndOf)],
        };
    }

    /// <summary>The rules that work, one plain sentence each.</summary>
    public IEnumerable<(PointRule Rule, string Sentence)> RuleSentences(ProgrammeContent content)
    {
        var said = new RuleWords(texts, words, content, labels);
        return content.Rules.Where(r => !r.Off).Select(r => (r, said.Say(r)));
    }

    /// <summary>All cheque schemes in sentences; with several each sentence begins with the name.</summary>
    public IEnumerable<string> ChequeSentences(ProgrammeContent content) => content.Schemes.SelectMany(s => schemes.Sentences(content, s).Select(said => content.Schemes.Count == 1 ? said : $"{words.SchemeName(s)}: {said}"));

    /// <summary>One cheque scheme in sentences.</summary>
    public IEnumerable<string> SchemeSentences(ProgrammeContent content, ChequeScheme scheme) => schemes.Sentences(content, scheme);

    private IEnumerable<ProgrammeFact> Tiers(ProgrammeContent content)
    {
        foreach (var tier in content.Tiers)
        {
            var name = tier.Name(StudioLanguages.Current);
            ProgrammeFact Fact(string key, string label, string value) => new($"tier.{tier.Code}.{key}", $"{name}: {texts[label]}", value);
            yield return Fact("name", "name", $"{tier.NameNl} / {tier.NameEn}");
            yield return Fact("reach", "to reach it", words.Reach(tier));
            yield return Fact("keep", "to keep it", words.Keep(tier));
            yield return Fact("multiplier", "points", words.Multiplier(tier));
            yield return Fact("benefits", "its benefits", tier.Benefits.Count == 0 ? "–" : string.Join(" · ", tier.Benefits.Select(ProgrammeWords.BenefitAndWhere)));
            yield return Fact("colour", "its colour", tier.Colour);
        }

        yield return new("tiers.order", texts["Tiers in order"], string.Join(Arrow, content.Tiers.Select(t => t.Name(StudioLanguages.Current))));
        var rule = content.TierRule;
        yield return new("tiers.valid", texts["A tier stays"], words.Valid(rule));
        yield return new("tiers.upgrade", texts["A higher tier begins"], words.Upgrade(rule));
        yield return new("tiers.drop", texts["At a review"], rule.Drop == TierDrop.OneStep ? texts["one tier down"] : texts["down to the tier that was earned"]);
        yield return new("tiers.grace", texts["Grace after the last day"], rule.GraceDays == 0 ? texts["none"] : texts["{0} days", rule.GraceDays]);
        yield return new("tiers.warn", texts["Members are warned"], rule.WarnDays.Count == 0 ? texts["not at all"] : texts["{0} days before the last day", string.Join(", ", rule.WarnDays)]);
    }

    private IEnumerable<ProgrammeFact> Earning(EarningRule rule)
    {
        yield return new("earning.base", texts["Earning"], texts["1 point for every {0}.", words.Euro(rule.CentsPerPoint)]);
        yield return new("earning.stacking", texts["Tier and rules together"], rule.TierStacking == Stacking.Stack ? texts["multiply each other"] : texts["only the higher one"]);
        yield return new("earning.pending", texts["Waiting time of points"], texts["{0} days", rule.PendingDays]);
        yield return new("earning.valid", texts["Points stay valid"], $"{words.Months(rule.ValidMonths)}, {words.EndOf(rule.ValidUntilEndOf)}");
        yield return new("earning.from", texts["Points wait from"], rule.PendingFrom == PendingFrom.Purchase ? texts["the day of purchase"] : texts["the delivery, or {0} days after the purchase", rule.DeliveryFallbackDays]);
        yield return new("earning.expiry", texts["Points expire"], rule.Expiry switch
        {
            ExpiryKind.Fixed => texts["a fixed time after the purchase"],
            ExpiryKind.Never => texts["never"],
            ExpiryKind.Inactivity => texts["when the member stays away ({0})", rule.Activity switch { ActivityKind.Both => texts["earning and spending"].Value, ActivityKind.Earning => texts["by earning"].Value, ActivityKind.Spending => texts["spending"].Value }],
        });
        yield return new("earning.warn", texts["Members are warned that points expire"], rule.WarnDays.Count == 0 ? texts["not at all"] : texts["{0} days before the last day", string.Join(", ", rule.WarnDays)]);
        yield return new("earning.debt", texts["When points of a return are gone already"], rule.Debt switch
        {
            DebtPolicy.Unlimited => texts["new points pay the rest"],
            DebtPolicy.WithinBalance => texts["take what is there, let the rest go"],
            DebtPolicy.PendingOnly => texts["take only what was still waiting"],
        });
        yield return new("earning.extend", texts["Extending by hand, at most (months)"], $"{rule.ExtendMonths}");
        yield return new("earning.reinstate", texts["Giving expired points back within (days)"], $"{rule.ReinstateDays}");
    }

    /// <summary>Every rule as one sentence; a rule that is switched off says so.</summary>
    private IEnumerable<ProgrammeFact> Rules(ProgrammeContent content)
    {
        var said = new RuleWords(texts, words, content, labels);
        foreach (var rule in content.Rules)
        {
            yield return new($"rule.{rule.Id}", texts["Rule {0}", said.NameOf(rule)], rule.Off ? texts["{0} (switched off)", said.Say(rule)] : said.Say(rule));
        }

        if (content.Rules.Count > 1)
        {
            yield return new("rules.order", texts["Rules in order"], string.Join(Arrow, content.Rules.Select(said.NameOf)));
        }
    }
}
